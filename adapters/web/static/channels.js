// The list of channels: where one stands, and how much is new in each of the others.

import { element } from "./dialogs.js";
import { said } from "./said.js";
import { by, room } from "./state.js";

// How much somebody has not read in a channel. What is before their eyes is read.
export function newIn(channel, current) {
  const key = `read ${room.me.id} ${channel.id}`;
  const numbers = [...room.messages.values(), ...room.whispers.values()]
    .filter((what) => what.channel === channel.id && what.author !== room.me.id && !what.withdrawn)
    .map(({ number }) => number);
  const newest = Math.max(0, ...numbers);
  if (channel.id === current && !document.hidden) localStorage.setItem(key, newest);
  const seen = Number(localStorage.getItem(key) || 0);
  return numbers.filter((number) => number > seen).length;
}

export function showChannels(current) {
  for (const [id, direct] of [["channels", false], ["directs", true]]) {
    const listed = room.channels.filter((channel) => channel.direct === direct);
    const links = listed.map((channel) => channelLink(channel, current));
    if (JSON.stringify(links.map((link) => link.outerHTML)) === by(id).dataset.shown) continue;
    by(id).dataset.shown = JSON.stringify(links.map((link) => link.outerHTML));
    const focused = by(id).contains(document.activeElement) && document.activeElement.getAttribute("href");
    by(id).replaceChildren(...links);
    if (focused) by(id).querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  }
}

function channelLink(channel, current) {
  const link = element("a", { href: `#${channel.id}` });
  const sign = channel.direct ? "" : "#";
  link.append(element("span", { className: "sign", "aria-hidden": "true" }, sign), channel.name);
  if (channel.private) link.append(" ", element("span", { className: "kind" }, said("private")));
  const fresh = newIn(channel, current);
  if (fresh) link.append(" ", element("span", { className: "fresh" }, said("{number} new", { number: fresh })));
  if (channel.id === current) link.setAttribute("aria-current", "page");
  return element("li", {}, link);
}

export function toggleChannels(open = !document.body.classList.contains("choosing")) {
  document.body.classList.toggle("choosing", open);
  by("open-channels").setAttribute("aria-expanded", String(open));
  if (open) by("places").querySelector("a")?.focus();
}
