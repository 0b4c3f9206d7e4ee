// The box to write in: sends, keeps what was typed when sending fails, and lists the commands.

import { element } from "./dialogs.js";
import { said } from "./said.js";
import { ask, newId, Refusal } from "./talk.js";

const template = document.getElementById("composer-template");

export class Composer {
  // `standing` says where the words go; `answered` gets what the room answers.
  constructor(holder, name, { standing, commands, answered }) {
    holder.append(template.content.cloneNode(true));
    this.form = holder.querySelector("form");
    this.box = this.form.querySelector("textarea");
    this.box.id = name;
    this.label = this.form.querySelector("label");
    this.label.htmlFor = name;
    this.error = this.form.querySelector(".error");
    this.error.id = `${name}-error`;
    this.hint = this.form.querySelector(".hint");
    this.hint.id = `${name}-hint`;
    this.list = this.form.querySelector(".commands");
    this.box.setAttribute("aria-describedby", this.hint.id);
    Object.assign(this, { standing, commands, answered, sent: null, place: "" });
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("input", () => this.typed());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("keydown", (event) => this.listKey(event));
  }

  // Moves to another place, keeping what was begun in each.
  stand(place, label) {
    this.label.textContent = label;
    this.box.placeholder = label; // where the screen is too narrow for the label
    if (place === this.place) return;
    this.place = place;
    this.box.value = sessionStorage.getItem(`draft ${place}`) || "";
    this.complain("");
    this.suggest();
  }

  typed() {
    sessionStorage.setItem(`draft ${this.place}`, this.box.value);
    this.complain("");
    this.suggest();
  }

  complain(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = !sentence;
    this.box.setAttribute("aria-invalid", String(Boolean(sentence)));
    this.box.setAttribute("aria-describedby", sentence ? `${this.error.id} ${this.hint.id}` : this.hint.id);
  }

  async submit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text || this.form.dataset.busy) return;
    const standing = this.standing();
    const content = JSON.stringify([standing, text]);
    if (this.sent?.content !== content) this.sent = { content, id: newId() };
    const place = this.place;
    this.form.dataset.busy = "yes";
    try {
      const answer = await ask("say", { id: this.sent.id, text, ...standing });
      this.sent = null;
      sessionStorage.removeItem(`draft ${place}`);
      if (this.place === place) this.box.value = "";
      this.suggest();
      this.answered(answer, standing);
    } catch (trouble) {
      if (!(trouble instanceof Refusal)) throw trouble;
      this.complain(trouble.message);
    } finally {
      delete this.form.dataset.busy;
    }
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.list.hidden = true;
    } else if (event.key === "ArrowUp" && !this.list.hidden) {
      event.preventDefault();
      [...this.list.querySelectorAll("button")].at(-1).focus();
    }
  }

  listKey(event) {
    const buttons = [...this.list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "ArrowUp" && at > 0) buttons[at - 1].focus();
    else if (event.key === "ArrowDown" && at < buttons.length - 1) buttons[at + 1].focus();
    else if (event.key === "ArrowDown") this.box.focus();
    else if (event.key === "Escape") {
      this.list.hidden = true;
      this.box.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Lists the commands that begin with what was typed, until one is complete.
  suggest() {
    const typed = this.box.value.toLowerCase();
    const asked = typed.startsWith("/") && !/^\/\S+\s+\S+\s/.test(typed);
    const found = asked
      ? this.commands().filter(({ name }) => `/challenge ${name}`.startsWith(typed.trimEnd()) )
      : [];
    const was = this.list.hidden;
    this.list.hidden = found.length === 0;
    this.list.replaceChildren(
      ...found.map((command) => {
        const words = ["/challenge", command.name, ...command.arguments].join(" ");
        const button = element(
          "button",
          { type: "button" },
          element("code", {}, words),
          element("span", {}, ` ${said(command.summary)}`, command.moderators ? ` ${said("(moderators)")}` : "")
        );
        button.addEventListener("click", () => {
          this.box.value = `/challenge ${command.name} `;
          this.typed();
          this.list.hidden = true;
          this.box.focus();
        });
        return element("li", {}, button);
      })
    );
    if (was && found.length) {
      document.getElementById("status").textContent =
        said("Commands listed above the box: {number}. Press the up arrow to choose one.", { number: found.length });
    }
  }
}
