// What the page says, in the language of the community. Sentences stand in English where they are said; the
// room found them there, and handed over what each is in that language. Gaps are filled as in `{number} new`.

const language = document.documentElement.lang;
const translations = JSON.parse(document.getElementById("translations").textContent);

export function said(words, gaps = {}) {
  return (translations[words] || words).replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
}

// English times are written by the room as its own people write them; the browser knows how others do.
const written = (options) => {
  const format = new Intl.DateTimeFormat(language, { timeZone: "Europe/London", ...options });
  return ({ at }) => format.format(new Date(at));
};
const english = language.startsWith("en");

export const timeOf = english ? ({ time }) => time : written({ timeStyle: "short" });
export const dayOf = english ? ({ day }) => day : written({ dateStyle: "full" });
export const momentOf = english ? ({ moment }) => moment : written({ dateStyle: "long", timeStyle: "short" });
