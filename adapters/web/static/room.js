// The room: what is in it, where one stands, and what happens as it happens.

import { openActions, press } from "./acts.js";
import { newIn, showChannels, toggleChannels } from "./channels.js";
import { Composer } from "./composer.js";
import { choosePerson } from "./people.js";
import { said } from "./said.js";
import { messageElement, place as insert, separateDays, showMessage, unseen, whisperElement } from "./show.js";
import { act, answered, by, room, say, tellInPassing } from "./state.js";
import { read, Refusal } from "./talk.js";

const log = by("log");
const threadLog = by("thread-log");
let here = { channel: "", thread: "" };
let stream = null;

const composer = new Composer(by("main-composer"), "words", {
  standing: () => ({ channel: here.channel, thread: "" }),
  commands: () => room.commands,
  answered,
});
const threadComposer = new Composer(by("thread-composer"), "thread-words", {
  standing: () => ({ channel: here.channel, thread: here.thread }),
  commands: () => room.commands,
  answered,
});

// ---------------------------------------------------------------- what is in the room

async function load() {
  const all = await read("/api/room");
  showTop(all.top);
  room.people = all.people;
  room.me = all.me;
  if (!all.me) return choosePerson(become);
  Object.assign(room, { reactions: all.reactions, pointers: all.pointers, commands: all.commands });
  room.channels = all.channels;
  room.earlier = new Set(all.earlier);
  room.messages = new Map(all.messages.map((message) => [message.id, message]));
  room.whispers = new Map(all.whispers.map((whisper) => [whisper.id, whisper]));
  by("me").replaceChildren(all.me.name, unseen(`. ${said("Change who you are")}`));
  if (all.home) by("home").innerHTML = all.home;
  else by("home").textContent = said("Challenger has nothing to show you here yet.");
  return all.last;
}

async function start({ again = false } = {}) {
  stream?.close();
  delete document.documentElement.dataset.live;
  const last = await load();
  if (!room.me) return;
  await goWhereTheAddressSays({ again });
  connect(last);
}

function connect(last) {
  stream?.close(); // two starts may be under way at once; the later one hears
  stream = new EventSource(`/api/stream?last=${encodeURIComponent(last)}`);
  const hears = (kind, does) => stream.addEventListener(kind, (event) => does(JSON.parse(event.data)));
  stream.addEventListener("open", () => {
    by("connection").textContent = "";
    document.documentElement.dataset.live = "yes";
  });
  stream.addEventListener("error", () => {
    by("connection").textContent = said("Reconnecting…");
    delete document.documentElement.dataset.live;
    // A browser gives up by itself when the answer was an error; we do not.
    if (stream.readyState === EventSource.CLOSED) setTimeout(retry, 2000);
  });
  hears("message", hearMessage);
  hears("whisper", (whisper) => {
    room.whispers.set(whisper.id, whisper);
    showIn(whisper, () => showWhisper(whisper));
    answeredIn(whisper);
  });
  hears("dismissed", ({ id }) => {
    room.whispers.delete(id);
    removeKeepingFocus(document.querySelector(`[data-whisper="${CSS.escape(id)}"]`));
  });
  hears("home", ({ html }) => {
    by("home").innerHTML = html;
  });
  hears("people", (people) => {
    room.people = people;
  });
  hears("top", showTop);
  hears("refresh", retry);
}

// How fast time runs here, where it does not run as everywhere.
function showTop(top) {
  by("top-line").textContent = top
    ? said("Time runs {pace} times as fast here. It is now {moment}.", { pace: top.pace, moment: top.moment })
    : "";
}

async function become() {
  if (!by("you").hidden) closeYou();
  here = { channel: "", thread: "" };
  await start();
  by("place").focus();
}

function retry() {
  start({ again: Boolean(room.me) }).catch((trouble) => {
    if (!(trouble instanceof Refusal)) throw trouble;
    by("connection").textContent = said("Reconnecting…");
    setTimeout(retry, 2000);
  });
}

// A private reply in a thread that is not open would go unseen.
function answeredIn(whisper) {
  const root = room.messages.get(whisper.thread);
  if (!root || whisper.channel !== here.channel || whisper.thread === here.thread) return;
  showOne(root);
  if (!here.thread && by("you").hidden) {
    here.thread = whisper.thread;
    showThread();
  }
  say(said("Challenger answered you privately in a thread."));
}

function hearMessage(message) {
  room.messages.set(message.id, message);
  showIn(message, () => showOne(message));
  const root = message.thread && room.messages.get(message.thread);
  if (root && root.channel === here.channel) showOne(root);
}

function showIn(what, show) {
  if (what.channel === here.channel) show();
  showChannels(here.channel);
}

// ---------------------------------------------------------------- where one stands

async function goWhereTheAddressSays({ again = false } = {}) {
  const [channelId, messageId] = decodeURIComponent(location.hash.slice(1)).split("/");
  const channel = room.channels.find(({ id }) => id === channelId) || whereMostIsNew();
  if (!channel) {
    by("place").textContent = said("No channels yet");
    return;
  }
  if (/^\d+$/.test(messageId) && !room.messages.has(messageId)) await fetchBack(channel.id, messageId);
  const message = room.messages.get(messageId);
  const thread = message?.thread || (channel.id === here.channel ? here.thread : "");
  here = { channel: channel.id, thread };
  showPlace(channel);
  if (message && !again) pointTo(message);
  else toTheEnd(by("scroll"));
}

// Where somebody comes in who asked for no channel: the first of those with most to read.
function whereMostIsNew() {
  const most = Math.max(0, ...room.channels.map((channel) => newIn(channel, here.channel)));
  return room.channels.find((channel) => newIn(channel, here.channel) === most);
}

// A message further back than what is shown at first.
async function fetchBack(channel, messageId) {
  const answer = await act("earlier", { channel, before: String(Number(messageId) + 1) });
  for (const each of answer?.messages || []) room.messages.set(each.id, each);
}

function pointTo(message) {
  const holder = message.thread ? threadLog : log;
  const made = holder.querySelector(`[data-message="${CSS.escape(message.id)}"]`);
  if (!made) return;
  made.scrollIntoView({ block: "center" });
  made.focus({ preventScroll: true });
  made.classList.add("pointed");
}

function showPlace(channel) {
  const sign = channel.direct ? "" : "#";
  const name = `${sign}${channel.name}`;
  document.title = said("{channel} – Challenger room", { channel: name });
  by("place").textContent = name;
  const people = channel.members.join(", ");
  const who = channel.private ? said("Private: only {people} can read this.", { people }) : "";
  const alone = channel.direct ? said("Only you and Challenger can read this.") : "";
  by("topic").textContent = [who, alone, channel.topic].filter(Boolean).join(" ");
  by("earlier").hidden = !room.earlier.has(channel.id);
  composer.stand(channel.id, said("Message {channel}", { channel: name }));
  log.setAttribute("aria-live", "off");
  log.replaceChildren();
  const tops = [...room.messages.values()].filter((m) => m.channel === channel.id && !m.thread);
  for (const message of tops) showOne(message, { settle: false });
  for (const whisper of room.whispers.values()) {
    if (whisper.channel === channel.id && !whisper.thread) showWhisper(whisper, { settle: false });
  }
  separateDays(log);
  showEmpty(channel);
  showThread();
  showChannels(here.channel);
  // What is new from here on is read aloud; what was there already is not.
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
}

function showEmpty(channel) {
  const bare = log.children.length === 0;
  by("empty").hidden = !bare;
  by("empty").textContent = channel.direct
    ? said("Nothing here yet. What you write here goes to Challenger alone.")
    : said("Nobody has said anything here yet. You can be the first.");
}

function showThread() {
  const open = Boolean(here.thread);
  const low = isLow(by("scroll"));
  by("thread").hidden = !open;
  document.body.classList.toggle("in-thread", open);
  if (low) toTheEnd(by("scroll")); // a narrower column is a longer one
  if (!open) return;
  if (!by("you").hidden) closeYou();
  threadLog.setAttribute("aria-live", "off");
  threadLog.replaceChildren();
  const root = room.messages.get(here.thread);
  for (const message of [root, ...room.repliesTo(here.thread)]) if (message) showOne(message, { settle: false });
  for (const whisper of room.whispers.values()) {
    if (whisper.thread === here.thread) showWhisper(whisper, { settle: false });
  }
  separateDays(threadLog);
  threadComposer.stand(`${here.channel}/${here.thread}`, said("Reply in the thread"));
  toTheEnd(by("thread-scroll"));
  requestAnimationFrame(() => threadLog.setAttribute("aria-live", "polite"));
}

function openThread(id) {
  here.thread = id;
  showThread();
  by("thread-words").focus();
}

function closeThread() {
  const was = here.thread;
  here.thread = "";
  showThread();
  log.querySelector(`[data-message="${CSS.escape(was)}"] [data-act="thread"]`)?.focus();
}

function showOne(message, { settle = true } = {}) {
  if (!message.thread) showInLog(log, by("scroll"), message, { inThread: false, settle });
  if (here.thread && [message.id, message.thread].includes(here.thread)) {
    showInLog(threadLog, by("thread-scroll"), message, { inThread: true, settle });
  }
}

function showInLog(holder, scroll, message, { inThread, settle }) {
  const found = holder.querySelector(`[data-message="${CSS.escape(message.id)}"]`);
  if (message.withdrawn && room.repliesTo(message.id).length === 0) {
    removeKeepingFocus(found);
    return;
  }
  const made = found || messageElement(message);
  showMessage(made, message, room, { inThread });
  if (!found) add(holder, scroll, made, message, settle);
}

function showWhisper(whisper, { settle = true } = {}) {
  const inThread = Boolean(whisper.thread);
  if (inThread && whisper.thread !== here.thread) return;
  const holder = inThread ? threadLog : log;
  if (holder.querySelector(`[data-whisper="${CSS.escape(whisper.id)}"]`)) return;
  const scroll = by(inThread ? "thread-scroll" : "scroll");
  add(holder, scroll, whisperElement(whisper), whisper, settle);
}

function add(holder, scroll, made, what, settle) {
  made.dataset.day = what.day;
  const low = isLow(scroll);
  insert(holder, made);
  if (!settle) return;
  separateDays(holder);
  if (holder === log) by("empty").hidden = true;
  // What is longer than the window is shown from its beginning.
  const ours = what.author === room.me.id || made.dataset.whisper; // said or asked for by who sits here
  if (!low && isBrief(made)) return tellInPassing(made.querySelector(".body").innerText, scroll);
  if ((low || ours) && made.offsetHeight > scroll.clientHeight) made.scrollIntoView({ block: "start" });
  else if (low || ours) toTheEnd(scroll);
  else if (holder === log) by("newer").hidden = false;
}

// A private answer of a sentence or two, with nothing to press or to keep: nobody has to be taken away from what they read.
function isBrief(made) {
  const body = made.querySelector(".body");
  return made.dataset.whisper && !body.querySelector("button, code, a, h4") && body.innerText.length < 200;
}

function removeKeepingFocus(made) {
  if (!made) return;
  const focused = made.contains(document.activeElement);
  const holder = made.parentElement;
  made.remove();
  separateDays(holder);
  if (focused) (holder === threadLog ? by("thread-words") : by("words")).focus();
}

function isLow(scroll) {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 120;
}

function toTheEnd(scroll) {
  scroll.scrollTop = scroll.scrollHeight;
  if (scroll === by("scroll")) by("newer").hidden = true;
}

// ---------------------------------------------------------------- one's own page, and who one is

async function openYou() {
  if (here.thread) closeThread();
  by("you").hidden = false;
  document.body.classList.add("in-you");
  by("open-you").setAttribute("aria-expanded", "true");
  by("you-title").focus();
  await act("home", {});
}

function closeYou() {
  by("you").hidden = true;
  document.body.classList.remove("in-you");
  by("open-you").setAttribute("aria-expanded", "false");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.press !== undefined) press(button);
  const article = button.closest("article");
  const message = room.messages.get(article?.dataset.message);
  const { act: name, symbol } = button.dataset;
  if (name === "thread") openThread(message.id);
  else if (name === "menu") openActions(message, openThread);
  else if (name === "dismiss") act("dismiss", { whisper: article.dataset.whisper }, button);
  else if (name) act(name, { message: message.id, symbol }, button);
});

by("earlier").addEventListener("click", async () => {
  const oldest = log.querySelector("[data-message]")?.dataset.number || "0";
  const answer = await act("earlier", { channel: here.channel, before: oldest }, by("earlier"));
  if (!answer) return;
  if (!answer.more) room.earlier.delete(here.channel);
  for (const message of answer.messages) room.messages.set(message.id, message);
  showPlace(room.channels.find(({ id }) => id === here.channel));
});
by("newer").addEventListener("click", () => toTheEnd(by("scroll")));
by("scroll").addEventListener("scroll", () => {
  const { scrollHeight, scrollTop, clientHeight } = by("scroll");
  if (scrollHeight - scrollTop - clientHeight < 40) by("newer").hidden = true;
});
by("close-thread").addEventListener("click", closeThread);
by("open-you").addEventListener("click", () => {
  if (by("you").hidden) openYou();
  else closeYou();
});
by("close-you").addEventListener("click", () => {
  closeYou();
  by("open-you").focus();
});
by("open-people").addEventListener("click", () => choosePerson(become));
by("open-channels").addEventListener("click", () => toggleChannels());
by("places").addEventListener("click", (event) => {
  if (!event.target.closest("a") || !document.body.classList.contains("choosing")) return;
  toggleChannels(false);
  by("place").focus();
});
document.querySelector("[data-skip]").addEventListener("click", (event) => {
  event.preventDefault();
  by("words").focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || by("dialog").open) return;
  if (document.body.classList.contains("choosing")) {
    toggleChannels(false);
    by("open-channels").focus();
  } else if (here.thread) closeThread();
  else if (!by("you").hidden) {
    closeYou();
    by("open-you").focus();
  }
});
by("dialog").addEventListener("cancel", (event) => {
  if (!room.me) event.preventDefault();
});
document.addEventListener("visibilitychange", () => room.me && showChannels(here.channel));
addEventListener("hashchange", () => room.me && goWhereTheAddressSays());
retry();
