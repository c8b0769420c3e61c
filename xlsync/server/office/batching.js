/**
 * Many calls, few requests.
 *
 * Calls made within one window leave together, or sooner when they fill a request; equal calls are computed once,
 * even when the first one has already left; while as many requests as allowed are under way, further calls wait
 * and gather.
 */

export const WINDOW = 10; // milliseconds
export const MOST_CALLS = 2000; // in one request
export const MOST_CHARACTERS = 1_000_000; // in one request, unless a single call is longer
export const MOST_REQUESTS = 2; // at the same time

/**
 * @typedef {object} Entry One call to compute, and all those who wait for it.
 * @property {string} key Its name and arguments, as JSON.
 * @property {Set<Waiter>} waiters Who wants it.
 * @property {Request | null} request The request that it left in.
 *
 * @typedef {{resolve: Function, reject: Function}} Waiter
 * @typedef {{entries: Entry[], controller: AbortController}} Request
 */

export class Batches {
  /**
   * @param {(calls: string, signal: AbortSignal) => Promise<object[]>} send Sends calls, written as JSON with commas
   *   between them, and gives the results in the same order.
   */
  constructor(send) {
    this.send = send;
    this.entries = new Map();
    this.queue = [];
    this.timer = null;
    this.requests = 0;
  }

  /**
   * Computes one call.
   * @param {string} name Identity of the function.
   * @param {Array} args Its cells, as JSON knows them.
   * @param {{onCanceled?: Function}} [invocation] Where to say what to do when the call is given up.
   * @returns {Promise<object>} {value} or {error, message}.
   */
  call(name, args, invocation) {
    const key = `"name":"${name}","args":${JSON.stringify(args)}`;
    const entry = this.entries.get(key) ?? this.enter(key);
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      entry.waiters.add(waiter);
      if (invocation) invocation.onCanceled = () => this.leave(entry, waiter);
      if (this.queue.length >= MOST_CALLS && this.requests < MOST_REQUESTS) this.flush();
    });
  }

  enter(key) {
    const entry = { key, waiters: new Set(), request: null };
    this.entries.set(key, entry);
    this.queue.push(entry);
    if (this.timer === null && this.requests < MOST_REQUESTS) {
      this.timer = setTimeout(() => this.flush(), WINDOW);
    }
    return entry;
  }

  /** One caller gives up; what nobody wants any more is not sent, or is stopped. */
  leave(entry, waiter) {
    if (!entry.waiters.delete(waiter)) return;
    waiter.reject(new DOMException("", "AbortError"));
    if (entry.waiters.size > 0) return;
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
    if (entry.request?.entries.every((other) => other.waiters.size === 0)) entry.request.controller.abort();
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    this.queue = this.queue.filter((entry) => entry.waiters.size > 0);
    while (this.queue.length > 0 && this.requests < MOST_REQUESTS) this.depart(this.take());
  }

  /** The first entries of the queue, as many as one request holds. */
  take() {
    let characters = 0;
    let count = 0;
    while (count < this.queue.length && count < MOST_CALLS) {
      characters += this.queue[count].key.length;
      if (count > 0 && characters > MOST_CHARACTERS) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  async depart(entries) {
    const request = { entries, controller: new AbortController() };
    for (const entry of entries) entry.request = request;
    this.requests += 1;
    const calls = entries.map((entry, rank) => `{"id":${rank},${entry.key}}`).join(",");
    try {
      const results = await this.send(calls, request.controller.signal);
      entries.forEach((entry, rank) => this.settle(entry, (waiter) => waiter.resolve(results[rank])));
    } catch (error) {
      this.failed(entries, error);
    } finally {
      this.requests -= 1;
      this.flush();
    }
  }

  /** Too much at a time leaves again in two halves; a lasting failure is also that of what waits. */
  failed(entries, error) {
    if (error.tooMuch && entries.length > 1) {
      const half = Math.ceil(entries.length / 2);
      this.depart(entries.slice(0, half));
      this.depart(entries.slice(half));
      return;
    }
    const touched = error.lasting ? [...entries, ...this.queue.splice(0)] : entries;
    for (const entry of touched) this.settle(entry, (waiter) => waiter.reject(error));
  }

  settle(entry, tell) {
    if (this.entries.get(entry.key) === entry) this.entries.delete(entry.key);
    for (const waiter of entry.waiters) tell(waiter);
    entry.waiters.clear();
  }
}
