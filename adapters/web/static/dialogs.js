// One dialog at a time: menus, questions and forms. Focus goes in, Escape closes, focus comes back.

import { said } from "./said.js";
import { ask, newId, Refusal } from "./talk.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let opener = null;

export function element(name, fields = {}, ...children) {
  const made = document.createElement(name);
  for (const [field, value] of Object.entries(fields)) {
    if (field.includes("-") || field === "role") made.setAttribute(field, value);
    else made[field] = value;
  }
  made.append(...children);
  return made;
}

export function openDialog(label, ...children) {
  if (!dialog.open) opener = document.activeElement;
  body.replaceChildren(...children);
  dialog.setAttribute("aria-label", label);
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("[autofocus], h2, button, input, textarea");
  if (first) first.focus();
}

export function closeDialog() {
  dialog.close();
}

dialog.addEventListener("close", () => {
  if (dialog.open) return; // the news of an earlier closing, come after another opening
  body.replaceChildren();
  if (opener && opener.isConnected) opener.focus();
  opener = null;
});

dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) closeDialog();
});

export function openMenu(title, entries) {
  const list = element("ul", { className: "menu" });
  for (const { label, act, kind = "" } of entries) {
    const button = element("button", { type: "button", className: kind }, label);
    button.addEventListener("click", () => {
      closeDialog();
      act();
    });
    list.append(element("li", {}, button));
  }
  const close = element("button", { type: "button", className: "quiet" }, said("Close"));
  close.dataset.close = "";
  openDialog(title, element("h2", { tabIndex: -1 }, title), list, close);
}

// Resolves to whether the person went on.
export function confirmed(question, label, danger = false) {
  return new Promise((resolve) => {
    const go = element("button", { type: "button", className: danger ? "danger" : "main" }, label);
    go.addEventListener("click", () => {
      resolve(true);
      closeDialog();
    });
    const no = element("button", { type: "button" }, said("Cancel"));
    no.dataset.close = "";
    openDialog(
      said("Are you sure?"),
      element("h2", { tabIndex: -1 }, said("Are you sure?")),
      element("p", { className: "words" }, question),
      element("div", { className: "choices" }, go, no)
    );
    const closed = () => {
      if (dialog.open) return;
      dialog.removeEventListener("close", closed);
      resolve(false);
    };
    dialog.addEventListener("close", closed);
  });
}

// `answer` is what the room sent: a form to fill in, or a post that says why there is none.
export function openAnswer(answer, place, after) {
  if (answer.post) {
    const post = element("div", { className: "post" });
    post.innerHTML = answer.post;
    const close = element("button", { type: "button", className: "main" }, said("Close"));
    close.dataset.close = "";
    openDialog(said("Answer"), post, element("div", { className: "choices" }, close));
    return true;
  }
  if (!answer.form) return false;
  const holder = element("div");
  holder.innerHTML = answer.form;
  const form = holder.querySelector("form");
  let id = newId();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    const fields = [...form.querySelectorAll(".field")];
    const mistakes = fields.map(mistakeIn).filter(Boolean);
    showMistakes(form, mistakes);
    if (mistakes.length) return;
    form.dataset.busy = "yes";
    try {
      const values = Object.fromEntries(fields.map((f) => [f.dataset.field, valueOf(f)]));
      const { form: name, subject } = form.dataset;
      await ask("send", { id, form: name, subject, values, ...place });
      closeDialog();
      after();
    } catch (trouble) {
      if (!(trouble instanceof Refusal)) throw trouble;
      showMistakes(form, [{ sentence: trouble.message, control: null }]);
    } finally {
      delete form.dataset.busy;
    }
  });
  form.addEventListener("input", () => {
    id = newId(); // other words are another answer, even when the first was cut off on its way
  });
  openDialog(form.querySelector("h2").textContent, holder);
  return true;
}

function controlOf(field) {
  return field.querySelector("textarea, input:checked") || field.querySelector("input");
}

function valueOf(field) {
  const control = controlOf(field);
  return control.type === "radio" && !control.checked ? "" : control.value;
}

function mistakeIn(field) {
  const empty = "required" in field.dataset && !valueOf(field).trim();
  const error = field.querySelector(".error");
  const control = controlOf(field);
  const described = field.querySelector("fieldset") || control;
  const hint = field.querySelector(".hint");
  const choice = control.type === "radio";
  const label = field.dataset.label;
  const sentence = choice ? said("Choose an answer: {label}", { label }) : said("Fill in this box: {label}", { label });
  error.hidden = !empty;
  error.textContent = empty ? sentence : "";
  field.classList.toggle("wrong", empty);
  control.setAttribute("aria-invalid", String(empty));
  const ids = [hint && hint.id, empty && error.id].filter(Boolean).join(" ");
  if (ids) described.setAttribute("aria-describedby", ids);
  else described.removeAttribute("aria-describedby");
  return empty ? { sentence, control } : null;
}

function showMistakes(form, mistakes) {
  const summary = form.querySelector(".error-summary");
  summary.hidden = mistakes.length === 0;
  summary.replaceChildren();
  if (!mistakes.length) return;
  const list = element("ul");
  for (const { sentence, control } of mistakes) {
    const line = control ? element("button", { type: "button", className: "link" }, sentence) : sentence;
    if (control) line.addEventListener("click", () => control.focus());
    list.append(element("li", {}, line));
  }
  summary.append(element("h3", {}, said("There is a problem")), list);
  summary.focus();
}
