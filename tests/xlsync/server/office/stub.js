/**
 * Stands for office.js in tests: the custom functions runtime, and a workbook held in memory.
 *
 * As in Excel, a property can be read only once loaded and synchronised.
 */
(() => {
  class CustomFunctionsError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }

  const bound = {};
  globalThis.CustomFunctions = {
    associate: (id, work) => (bound[id] = work),
    Error: CustomFunctionsError,
    ErrorCode: {
      invalidValue: "#VALUE!",
      notAvailable: "#N/A",
      divisionByZero: "#DIV/0!",
      invalidNumber: "#NUM!",
      nullReference: "#NULL!",
      invalidName: "#NAME?",
      invalidReference: "#REF!",
    },
  };

  const query = new URLSearchParams(location.search);
  const commands = {};
  const supported = { version: "1.17" };
  globalThis.Office = {
    onReady: async () => ({ host: "Excel", platform: "PC" }),
    actions: { associate: (name, work) => (commands[name] = work) },
    addin: { showAsTaskpane: async () => {} },
    context: {
      displayLanguage: query.get("language") ?? "fr-FR",
      document: { url: "" },
      requirements: {
        isSetSupported: (set, version) => Number(version.split(".")[1]) <= Number(supported.version.split(".")[1]),
      },
    },
  };

  const letters = (column) => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  const number = (text) => [...text].reduce((sum, one) => sum * 26 + one.charCodeAt(0) - 64, 0) - 1;

  /** {name: {cells: {A1: {value, formula, local}}, visibility}} */
  const sheets = { Feuil1: { cells: {}, visibility: "Visible" } };
  const book = { sheets, selected: ["Feuil1", "A1"], names: {}, tables: {}, saved: 0, calculated: 0, spills: {}, properties: {} };
  let context;

  class Loaded {
    #values = {};
    load(names) {
      context.loads.push(() => names.split(",").forEach((name) => (this.#values[name] = this.read(name))));
    }
    get(name) {
      if (!(name in this.#values)) throw new Error(`The property '${name}' is not available.`);
      return this.#values[name];
    }
  }

  class Range extends Loaded {
    constructor(sheet, place) {
      super();
      this.sheet = sheet;
      const [, left, top, right = left, bottom = top] = /^([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?$/.exec(place);
      this.rows = [Number(top), Number(bottom)];
      this.columns = [number(left), number(right)];
    }
    get place() {
      const ends = [0, 1].map((end) => letters(this.columns[end]) + this.rows[end]);
      return ends[0] === ends[1] ? ends[0] : ends.join(":");
    }
    each(work) {
      const rows = [];
      for (let row = this.rows[0]; row <= this.rows[1]; row += 1) {
        rows.push([]);
        for (let column = this.columns[0]; column <= this.columns[1]; column += 1) {
          rows.at(-1).push(work(sheets[this.sheet].cells, letters(column) + row));
        }
      }
      return rows;
    }
    read(name) {
      if (name === "address") return `${/\W/.test(this.sheet) ? `'${this.sheet}'` : this.sheet}!${this.place}`;
      return this.each((cells, at) => {
        const { value = "", formula, local } = cells[at] ?? {};
        if (name === "values") return value;
        if (name === "formulas") return formula ?? value;
        if (name === "formulasLocal") return local ?? formula ?? value;
        if (value === "") return "Empty";
        return String(value).startsWith("#") ? "Error" : "String";
      });
    }
    get address() { return this.get("address"); }
    get values() { return this.get("values"); }
    get formulas() { return this.get("formulas"); }
    get formulasLocal() { return this.get("formulasLocal"); }
    get valueTypes() { return this.get("valueTypes"); }
    set values([[value]]) { this.later((cells, at) => (cells[at] = { value: typed(value) })); }
    set formulas([[formula]]) { this.later((cells, at) => (cells[at] = { value: 0, formula })); }
    clear() { this.later((cells, at) => delete cells[at]); }
    later(work) { context.writes.push(() => this.each(work)); }
    getCell(row, column) { return new Range(this.sheet, letters(this.columns[0] + column) + (this.rows[0] + row)); }
    getEntireRow() { return new Range(this.sheet, `A${this.rows[0]}:XFD${this.rows[0]}`); }
    getIntersection(other) { return new Range(this.sheet, letters(this.columns[0]) + other.rows[0]); }
    getTables() { return { getFirst: () => table(Object.keys(book.tables)[0]) }; }
    getSpillParentOrNullObject() {
      const parent = book.spills[this.place];
      return parent ? new Range(this.sheet, parent) : { isNullObject: true, load() {} };
    }
  }

  /** What Excel makes of a typed value. */
  function typed(value) {
    if (typeof value !== "string") return value;
    if (value.startsWith("'")) return value.slice(1);
    return value.trim() !== "" && !Number.isNaN(Number(value)) ? Number(value) : value;
  }

  const table = (name) => ({
    columns: {
      getItem: (column) => ({ getDataBodyRange: () => new Range(book.tables[name].sheet, book.tables[name].columns[column]) }),
    },
  });

  function sheet(name) {
    if (!(name in sheets)) throw new Error(`ItemNotFound: ${name}`);
    return {
      isNullObject: false,
      getRange: (place) => new Range(name, place),
      set visibility(value) { sheets[name].visibility = value; },
    };
  }

  const application = {
    calculate: (type) => { if (type === "Full") book.calculated += 1; },
    suspendApiCalculationUntilNextSync() {},
  };

  const properties = {
    add: (name, value) => (book.properties[name] = value),
    getItem: (name) => ({ delete: () => delete book.properties[name] }),
    getItemOrNullObject: (name) => {
      const found = new Loaded();
      found.read = () => book.properties[name];
      Object.defineProperty(found, "isNullObject", { get: () => !(name in book.properties) });
      Object.defineProperty(found, "value", { get: () => found.get("value") });
      return found;
    },
  };

  const workbook = {
    application,
    properties: { custom: properties },
    save: (how) => { if (how === "Save") book.saved += 1; },
    getSelectedRange: () => new Range(...book.selected),
    names: { getItem: (name) => ({ getRange: () => new Range(...book.names[name]) }) },
    tables: { getItem: table },
    worksheets: {
      getItem: sheet,
      getItemOrNullObject: (name) => (name in sheets ? sheet(name) : { isNullObject: true }),
      add: (name) => {
        sheets[name] = { cells: {}, visibility: "Visible" };
        return sheet(name);
      },
    },
  };

  globalThis.Excel = {
    run: (work) => {
      context = { workbook, application, loads: [], writes: [] };
      context.sync = async () => {
        for (const write of context.writes.splice(0)) write();
        for (const load of context.loads.splice(0)) load();
      };
      return work(context);
    },
  };

  /** For tests only. */
  globalThis.stub = {
    bound,
    commands,
    book,
    supported,
    call: async (id, ...values) => {
      try {
        return await bound[id](...values, { functionName: id });
      } catch (error) {
        return { error: error.code, message: error.message };
      }
    },
  };
})();
