// Requests to the room, and the words for when one fails.

import { said } from "./said.js";

export class Refusal extends Error {}

const OUT_OF_REACH = said("The room cannot be reached. Nothing was lost. Try again.");

// An id of our own for each act, so that an act sent twice is done once. randomUUID needs https; this does not.
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function read(path) {
  return answered(() => fetch(path, { headers: { Accept: "application/json" } }));
}

export async function ask(act, body) {
  return answered(() =>
    fetch(`/api/${act}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    })
  );
}

async function answered(request) {
  let response;
  let answer;
  try {
    response = await request();
    answer = await response.json();
  } catch {
    throw new Refusal(OUT_OF_REACH);
  }
  if (!response.ok) throw new Refusal(answer.sentence || OUT_OF_REACH);
  return answer;
}
