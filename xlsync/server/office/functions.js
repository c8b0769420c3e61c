/**
 * The functions of the cells: each is bound to the server, which computes them in batches.
 */

import { Cancelled, Refused, TooSlow, Unreachable, ask, server, token } from "./api.js";
import { Batches } from "./batching.js";
import { argumentsOf, cellError, resultOf } from "./cells.js";
import { IDENTITIES } from "./identities.js";
import { withOrigin } from "./origin.js";
import { say } from "./texts.js";

const PAUSES = [300, 1200]; // milliseconds before each new attempt when the server does not answer
const KEPT = 20;

/** The last errors of cells, latest first: {name, code, message}. Excel shows few messages; the pane shows these. */
export const lastErrors = [];

const batches = new Batches(send);

/** A reason why no call has a value at present, shown in every cell. */
class NoServer extends Error {
  /** What is in the queue would meet the same. */
  lasting = true;
}

async function send(calls, signal) {
  if (!token()) {
    server.become("unpaired");
    throw new NoServer(say("notPaired"));
  }
  try {
    const answer = await withOrigin((said) => {
      const body = `{"calls":[${calls}],"workbook":${text(said.workbook)},"convention":${text(said.convention)}}`;
      return patiently(() => ask("/v1/calls", body, { signal }), signal);
    });
    server.compute(answer.versions);
    return answer.results;
  } catch (error) {
    if (error instanceof Unreachable) throw new NoServer(say("serverStopped"));
    if (error instanceof Refused && error.status === 401) throw new NoServer(say("notPaired"));
    if (error instanceof TooSlow) throw new Error(say("tooSlow"));
    throw error;
  }
}

const text = (said) => JSON.stringify(said ?? "");

/** Tries again, later and later, while the server does not answer or is too busy. */
async function patiently(work, signal) {
  for (const pause of PAUSES) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreachable || error.passing)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (signal.aborted) throw new Cancelled();
    }
  }
  return work();
}

/** The error to show for a call that was not computed. */
function failure(name, error) {
  const isWrong = error instanceof Refused && [400, 413].includes(error.status);
  return noted(name, isWrong ? "#VALUE!" : "#N/A", error instanceof Refused ? say(error.said) : error.message);
}

function noted(name, code, message) {
  lastErrors.unshift({ name, code, message });
  lastErrors.length = Math.min(lastErrors.length, KEPT);
  return cellError(code, message);
}

/** The function behind an id. Excel gives the invocation after the declared parameters. */
function bound(id) {
  const name = id.replace("_", ".");
  return async (...values) => {
    const last = values[values.length - 1];
    const isInvocation = last !== null && typeof last === "object" && "functionName" in last;
    const invocation = isInvocation ? values.pop() : undefined;
    let result;
    try {
      result = await batches.call(name, argumentsOf(values), invocation);
    } catch (error) {
      throw error.name === "AbortError" ? cellError("#N/A", say("cancelled")) : failure(name, error);
    }
    if (result.error) throw noted(name, result.error, say(result.message));
    return resultOf(result.value);
  };
}

for (const id of IDENTITIES) globalThis.CustomFunctions.associate(id, bound(id));
