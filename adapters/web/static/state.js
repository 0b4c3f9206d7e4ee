// What the page knows of the room, and the one way it does an act there.

import { element, openAnswer } from "./dialogs.js";
import { said } from "./said.js";
import { ask, newId, Refusal } from "./talk.js";

export const by = (id) => document.getElementById(id);

export const room = {
  me: null,
  people: [],
  channels: [],
  reactions: [],
  pointers: [],
  commands: [],
  earlier: new Set(),
  messages: new Map(),
  whispers: new Map(),
  pressed: new Map(), // what one chose among several; known to this page alone, until it is closed
  nameOf: (id) => room.people.find((person) => person.id === id)?.name || said("Someone"),
  whispersIn: (id) => [...room.whispers.values()].filter((whisper) => whisper.thread === id),
  repliesTo: (id) =>
    [...room.messages.values()].filter((m) => m.thread === id && !m.withdrawn).sort((a, b) => a.number - b.number),
};

export const answered = (answer, standing) => openAnswer(answer, standing, () => say(said("Sent.")));

export function say(sentence) {
  by("status").textContent = sentence;
}

let away = 0;

// What one is told in passing, over what one is reading. It stands in the room as well, and is read aloud from there.
export function tellInPassing(sentence, scroll) {
  clearTimeout(away);
  by("toast").firstElementChild.textContent = sentence;
  by("toast").hidden = false;
  scroll.after(by("toast"));
  away = setTimeout(() => (by("toast").hidden = true), 6000);
}

export function alarm(sentence) {
  by("alert").replaceChildren();
  if (!sentence) return;
  const close = element("button", { type: "button", "aria-label": said("Close this warning") }, said("Close"));
  close.addEventListener("click", () => alarm(""));
  by("alert").append(element("p", {}, sentence), close);
}

// Does an act once, however often it is tried: the id stays with what was pressed until it has gone through.
export async function act(name, body, pressed = null) {
  if (pressed?.dataset.busy) return null;
  const id = pressed?.dataset.id || newId();
  if (pressed) Object.assign(pressed.dataset, { id, busy: "yes" });
  alarm("");
  try {
    const answer = await ask(name, { id, ...body });
    if (pressed) delete pressed.dataset.id;
    return answer;
  } catch (trouble) {
    if (!(trouble instanceof Refusal)) throw trouble;
    alarm(trouble.message);
    return null;
  } finally {
    if (pressed) delete pressed.dataset.busy;
  }
}
