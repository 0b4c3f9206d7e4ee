// What one can do with a message: its menu, its buttons, one's own words in it.

import { closeDialog, confirmed, element, openDialog, openMenu } from "./dialogs.js";
import { said } from "./said.js";
import { nameOf, showChosen } from "./show.js";
import { act, answered, room, say } from "./state.js";
import { ask, newId, Refusal } from "./talk.js";

export function openActions(message, openThread) {
  const entries = [{ label: said("Reply in a thread"), act: () => openThread(message.thread || message.id) }];
  for (const { name, title } of room.pointers) {
    entries.push({ label: said(title), act: () => point(message, name) });
  }
  for (const [symbol, word] of room.reactions) {
    const mine = message.reactions.some(([put, person]) => put === symbol && person === room.me.id);
    const reaction = said(word);
    const label = mine ? said("Take back “{reaction}”", { reaction }) : said("React with “{reaction}”", { reaction });
    entries.push({ label: `${symbol} ${label}`, act: () => act(mine ? "unreact" : "react", { message: message.id, symbol }) });
  }
  if (message.author === room.me.id) {
    entries.push({ label: said("Edit"), act: () => edit(message) });
    entries.push({ label: said("Delete"), kind: "danger", act: () => withdraw(message) });
  }
  openMenu(said("Message by {name}", { name: nameOf(message) }), entries);
}

async function point(message, pointer) {
  const answer = await act("point", { message: message.id, pointer });
  if (answer) answered(answer, { channel: message.channel, thread: message.thread || "" });
}

function edit(message) {
  const box = element("textarea", { id: "edit-words", rows: 4, maxLength: 8000, value: message.text });
  const error = element("p", { className: "error", role: "alert", hidden: true });
  const cancel = element("button", { type: "button" }, said("Cancel"));
  cancel.dataset.close = "";
  const form = element(
    "form",
    { noValidate: true },
    element("h2", { tabIndex: -1 }, said("Edit your message")),
    error,
    element("label", { htmlFor: "edit-words" }, said("Your message")),
    box,
    element("div", { className: "choices" }, element("button", { type: "submit", className: "main" }, said("Save")), cancel)
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await ask("edit", { id: newId(), message: message.id, text: box.value });
      closeDialog();
    } catch (trouble) {
      if (!(trouble instanceof Refusal)) throw trouble;
      Object.assign(error, { textContent: trouble.message, hidden: false });
    }
  });
  openDialog(said("Edit your message"), form);
}

async function withdraw(message) {
  const question = said("Your message goes for everybody. You cannot get it back.");
  if (await confirmed(question, said("Delete the message"), true)) await act("delete", { message: message.id });
}

// One choice among several is marked for whoever made it. What it counts for, the answer says.
function choose(button) {
  const [verb, subject, value] = button.dataset.press.split(":");
  const round = subject.split(".")[0];
  for (const [key, pressed] of "once" in button.parentElement.dataset ? room.pressed : []) {
    const [otherVerb, otherSubject, otherValue] = pressed.split(":");
    const same = otherVerb === verb && otherValue === value && otherSubject.split(".")[0] === round;
    if (same && key.startsWith(`${room.me.id} `)) room.pressed.delete(key);
  }
  room.pressed.set(`${room.me.id} ${button.dataset.among}`, button.dataset.press);
  for (const row of document.querySelectorAll("#log .choices, #thread-log .choices")) showChosen(row, room);
}

export async function press(button) {
  const article = button.closest("[data-message], [data-whisper], [data-home]");
  if (!article) return;
  const { press: name, confirm: question } = button.dataset;
  const danger = button.classList.contains("danger");
  if (question && !(await confirmed(question, button.textContent, danger))) return;
  const { message = "", whisper = "" } = article.dataset;
  const opens = "opensForm" in button.dataset;
  const answer = await act(opens ? "form" : "press", { button: name, message, whisper }, button);
  if (!answer) return;
  if (button.dataset.among && message) choose(button);
  const stands = room.messages.get(message) || room.whispers.get(whisper);
  const place = { channel: stands?.channel || answer.channel || "", thread: stands?.thread || "" };
  if (!answered(answer, place)) say(said("Done."));
}
