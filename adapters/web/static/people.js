// Choosing who one is, or joining as somebody new.

import { closeDialog, element, openDialog } from "./dialogs.js";
import { said } from "./said.js";
import { alarm, room } from "./state.js";
import { ask, Refusal } from "./talk.js";

// `after` is called when the page speaks for somebody else.
export function choosePerson(after) {
  const list = element("ul", { className: "menu people" });
  for (const person of room.people) {
    const button = element("button", { type: "button" }, element("strong", {}, person.name));
    button.dataset.person = person.id;
    if (person.council) button.append(" ", element("span", { className: "council" }, person.council));
    if (person.administers) button.append(" ", element("span", { className: "tag" }, said("looks after the room")));
    if (room.me?.id === person.id) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => become({ person: person.id }, after));
    list.append(element("li", {}, button));
  }
  const name = element("input", { id: "new-name", maxLength: 60, autocomplete: "off" });
  const council = element("input", { id: "new-council", maxLength: 80, autocomplete: "off" });
  const error = element("p", { className: "error", role: "alert", hidden: true });
  const form = element(
    "form",
    { noValidate: true, className: "newcomer" },
    element("h3", {}, said("Somebody else")),
    error,
    element("label", { htmlFor: "new-name" }, said("Your name")),
    name,
    element("label", { htmlFor: "new-council" }, said("Your council or organisation (optional)")),
    council,
    element("div", { className: "choices" }, element("button", { type: "submit" }, said("Join the room")))
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    become({ name: name.value, council: council.value }, after, error);
  });
  const title = element("h2", { tabIndex: -1 }, said("Choose who you are"));
  const words = element("p", {}, said("This room trusts whoever can open it. Choose a person to speak as."));
  const close = element("button", { type: "button", className: "quiet" }, said("Close"));
  close.dataset.close = "";
  openDialog(said("Choose who you are"), title, words, list, form, ...(room.me ? [close] : []));
}

async function become(body, after, error = null) {
  try {
    await ask("be", body);
    closeDialog();
    await after();
  } catch (trouble) {
    if (!(trouble instanceof Refusal)) throw trouble;
    if (error) Object.assign(error, { textContent: trouble.message, hidden: false });
    else alarm(trouble.message);
  }
}
