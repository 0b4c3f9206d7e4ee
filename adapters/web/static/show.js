// Messages and private replies as elements. Only html the room has escaped is ever set as html.

import { element } from "./dialogs.js";
import { said } from "./said.js";

const TINTS = 6;

export function unseen(text) {
  return element("span", { className: "unseen" }, text);
}

// The author of a message; one who is not in the room any more has no name.
export function nameOf(message) {
  return message.name || said("Someone");
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

function tint(id) {
  return [...id].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % TINTS;
}

function botSign() {
  return [unseen(","), " ", element("span", { className: "tag" }, said("bot"))];
}

export function messageElement(message) {
  const made = element("article", { className: "message", tabIndex: -1 });
  made.dataset.message = message.id;
  made.dataset.number = message.number;
  const mark = message.bot
    ? element("img", { className: "mark", src: "/static/icon.svg", alt: "" })
    : element("span", { className: `mark tint-${tint(message.author)}`, "aria-hidden": "true" }, initials(nameOf(message)));
  made.append(
    mark,
    element("div", { className: "head" }),
    element("div", { className: "body post" }),
    element("ul", { className: "reactions", "aria-live": "off", "aria-label": said("Reactions") }),
    element("div", { className: "foot", "aria-live": "off" })
  );
  return made;
}

// Changes only what is different, so that a screen reader is told only that.
export function showMessage(made, message, room, { inThread = false } = {}) {
  made.classList.toggle("bot", message.bot);
  const head = made.querySelector(".head");
  if (head.dataset.shown !== String(message.revised)) {
    head.dataset.shown = String(message.revised);
    head.replaceChildren(element("h3", {}, nameOf(message), ...(message.bot ? botSign() : [])));
    if (message.council) head.append(" ", element("span", { className: "council" }, message.council));
    const time = element("time", { dateTime: message.at, title: message.moment }, message.time);
    head.append(" ", time);
    if (message.revised) head.append(" ", element("span", { className: "edited" }, said("edited")));
  }
  const body = made.querySelector(".body");
  const gone = element("p", { className: "note" }, said("This message was deleted."));
  const html = message.withdrawn ? gone.outerHTML : message.html;
  if (body.dataset.shown !== html) {
    body.dataset.shown = html;
    body.innerHTML = html;
    showChosen(body, room);
  }
  showReactions(made.querySelector(".reactions"), message, room);
  showFoot(made.querySelector(".foot"), message, room, inThread);
}

export function showChosen(where, room) {
  for (const button of where.querySelectorAll("[data-among]")) {
    const chosen = room.pressed.get(`${room.me.id} ${button.dataset.among}`);
    if (chosen) button.setAttribute("aria-pressed", String(chosen === button.dataset.press));
    else button.removeAttribute("aria-pressed");
  }
}

function showReactions(list, message, room) {
  const shown = JSON.stringify([message.reactions, room.me.id]);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.symbol;
  const bySymbol = new Map();
  for (const [symbol, person] of message.reactions) {
    bySymbol.set(symbol, [...(bySymbol.get(symbol) || []), person]);
  }
  list.hidden = bySymbol.size === 0;
  list.replaceChildren();
  for (const [symbol, people] of bySymbol) {
    const mine = people.includes(room.me.id);
    const word = said(room.reactions.find(([known]) => known === symbol)?.[1] || symbol);
    const names = people.map((id) => (id === room.me.id ? said("you") : room.nameOf(id))).join(", ");
    const button = element(
      "button",
      { type: "button", className: "reaction", "aria-pressed": String(mine), title: `${word}: ${names}` },
      element("span", { "aria-hidden": "true" }, symbol),
      ` ${word} `,
      element("span", { className: "many" }, people.length),
      unseen(`: ${names}`)
    );
    button.dataset.symbol = symbol;
    button.dataset.act = mine ? "unreact" : "react";
    list.append(element("li", {}, button));
  }
  if (focused) list.querySelector(`[data-symbol="${CSS.escape(focused)}"]`)?.focus();
}

function showFoot(foot, message, room, inThread) {
  const replies = inThread ? [] : room.repliesTo(message.id);
  const last = replies.at(-1);
  const asked = replies.filter((each) => each.bot && !each.withdrawn).length;
  const whispers = inThread ? 0 : room.whispersIn(message.id).length;
  const shown = JSON.stringify([message.withdrawn, replies.length, asked, whispers, last?.time, inThread]);
  if (foot.dataset.shown === shown) return;
  foot.dataset.shown = shown;
  const focused = foot.contains(document.activeElement) && document.activeElement.dataset.act;
  foot.replaceChildren();
  const [name, time] = [nameOf(message), message.time];
  if (replies.length) {
    const number = replies.length;
    const count = asked
      ? said("Replies: {number} ({asked} from Challenger)", { number, asked })
      : said("Replies: {number}", { number });
    const whose = unseen(`. ${said("Message by {name}, {time}", { name, time })}.`);
    const latest = element("span", { className: "last" }, said("Last reply {time}", { time: last.time }));
    const open = element("button", { type: "button", className: "replies" }, count, whose, " ", latest);
    open.dataset.act = "thread";
    foot.append(open);
  } else if (!inThread && !message.withdrawn) {
    const [label, full] = whispers
      ? [said("Reply or read what only you can see"), said("Reply or read what only you can see: {name}, {time}", { name, time })]
      : [said("Reply"), said("Reply to {name}, {time}", { name, time })];
    const reply = element("button", { type: "button", className: "quiet", "aria-label": full }, label);
    reply.dataset.act = "thread";
    foot.append(reply);
  }
  if (!message.withdrawn) {
    const full = said("Actions on the message by {name}, {time}", { name, time });
    const more = element("button", { type: "button", className: "quiet", "aria-label": full }, said("Actions"));
    more.dataset.act = "menu";
    foot.append(more);
  }
  if (focused) foot.querySelector(`[data-act="${focused}"]`)?.focus();
}

export function whisperElement(whisper) {
  const made = element("article", { className: "message bot whisper", tabIndex: -1 });
  made.dataset.whisper = whisper.id;
  made.dataset.number = whisper.number;
  const body = element("div", { className: "body post" });
  body.innerHTML = whisper.html;
  for (const code of body.querySelectorAll("code")) {
    code.classList.toggle("block", code.textContent.includes("\n"));
  }
  const full = said("Dismiss this private reply");
  const dismiss = element("button", { type: "button", className: "quiet", "aria-label": full }, said("Dismiss"));
  dismiss.dataset.act = "dismiss";
  made.append(
    element("img", { className: "mark", src: "/static/icon.svg", alt: "" }),
    element(
      "div",
      { className: "head" },
      element("h3", {}, "Challenger", ...botSign()),
      " ",
      element("time", { dateTime: whisper.at, title: whisper.moment }, whisper.time)
    ),
    element("p", { className: "private" }, said("Only you can see this")),
    body,
    element("div", { className: "foot" }, dismiss)
  );
  return made;
}

// The heading above the first message of each day.
export function separateDays(log) {
  for (const old of log.querySelectorAll(".day")) old.remove();
  let day = "";
  for (const each of [...log.children]) {
    if (each.dataset.day === day) continue;
    day = each.dataset.day;
    each.before(element("h2", { className: "day" }, day));
  }
}

export function place(log, made) {
  const number = Number(made.dataset.number);
  const after = [...log.children].find((each) => Number(each.dataset.number) > number);
  log.insertBefore(made, after || null);
}
