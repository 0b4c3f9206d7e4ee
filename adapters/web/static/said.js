// What the page says, in the language of the community. Sentences stand in English where they are said; the
// room found them there, and handed over what each is in that language. Gaps are filled as in `{number} new`.

const translations = JSON.parse(document.getElementById("translations").textContent);

export function said(words, gaps = {}) {
  return (translations[words] || words).replace(/\{(\w+)\}/g, (gap, name) => gaps[name] ?? gap);
}
