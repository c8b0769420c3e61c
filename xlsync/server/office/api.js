/**
 * Talking to the function server of this machine: its token, its answers, and whether it is there.
 */

const SECONDS = 60;

/** The server does not answer at all, or something else answers in its place. */
export class Unreachable extends Error {}

/** The server takes too long. */
export class TooSlow extends Error {}

/** The caller no longer wants the answer. */
export class Cancelled extends Error {}

/** The server answered no. `status` is the HTTP status, `said` its sentence: {fr, en}. */
export class Refused extends Error {
  constructor(status, said) {
    super(said.fr);
    this.status = status;
    this.said = said;
  }

  /** The same in several requests may be accepted. */
  get tooMuch() {
    return [413, 504].includes(this.status);
  }

  /** The same may be accepted in a moment. */
  get passing() {
    return this.status === 503;
  }
}

/**
 * What is known of the server: "unknown", "ready", "stopped" or "unpaired". Tells it by the event "change"; that it
 * computes with other tariffs than before, by the event "tariffs".
 */
class Server extends EventTarget {
  state = "unknown";
  versions = null;

  become(state) {
    if (state === this.state) return;
    const before = this.state;
    this.state = state;
    this.dispatchEvent(new CustomEvent("change", { detail: { before, state } }));
  }

  /** @param {string} versions What the server said that it computed with, the same text for the same tariffs. */
  compute(versions) {
    const before = this.versions;
    this.versions = versions;
    if (before !== null && before !== versions) this.dispatchEvent(new Event("tariffs"));
  }
}

export const server = new Server();

/** The web version of Excel gives each site that embeds it its own part of the storage. */
function storageKey() {
  return (globalThis.Office?.context?.partitionKey ?? "") + "xlsync.token";
}

/** The token received when pairing, null before. */
export function token() {
  return localStorage.getItem(storageKey());
}

/** Keeps the token, or forgets it when null. */
export function keepToken(value) {
  if (value === null) localStorage.removeItem(storageKey());
  else localStorage.setItem(storageKey(), value);
}

/**
 * Asks the server and gives its answer.
 * @param {string} path "/v1/calls" for instance.
 * @param {string | object | undefined} body What to post, already JSON or not; a GET without it.
 * @param {{signal?: AbortSignal, seconds?: number}} options How to give up.
 * @returns {Promise<object>} The JSON answered.
 * @throws {Unreachable | TooSlow | Cancelled | Refused} There is no answer, or it is a refusal.
 */
export async function ask(path, body, { signal, seconds = SECONDS } = {}) {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  signal?.addEventListener("abort", cancel);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    cancel();
  }, seconds * 1000);
  try {
    const response = await fetch(path, request(body, controller.signal));
    return accepted(response, await response.json());
  } catch (error) {
    if (error instanceof Refused) throw error;
    if (signal?.aborted) throw new Cancelled();
    if (late) throw new TooSlow();
    // no connection, or an answer that is no JSON: whatever sent it is not our server
    server.become("stopped");
    throw new Unreachable(error.message);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

function request(body, signal) {
  const headers = { Accept: "application/json" };
  if (token()) headers.Authorization = `Bearer ${token()}`;
  if (body === undefined) return { headers, signal, cache: "no-store" };
  headers["Content-Type"] = "application/json";
  return { method: "POST", headers, signal, body: typeof body === "string" ? body : JSON.stringify(body) };
}

function accepted(response, answer) {
  if (response.status === 401) server.become("unpaired");
  else server.become("ready");
  if (response.ok) return answer;
  const unsaid = `HTTP ${response.status}`;
  throw new Refused(response.status, answer.error ?? { fr: unsaid, en: unsaid });
}

/**
 * Exchanges the code that the server printed for the token, and keeps it.
 * @param {string} code As typed.
 */
export async function pair(code) {
  const answer = await ask("/v1/pair", { code: code.replace(/\s/g, "") });
  keepToken(answer.token);
  server.become("ready");
}
