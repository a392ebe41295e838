// Light or dark as Office is, in Office's own colours where it tells them.

const SOMBRE = "sombre";
// Below this share of white a background is a dark one.
const MOITIE = 0.4;

function composantes(couleur) {
  const trouve = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(couleur ?? "");
  return trouve ? trouve.slice(1).map((deux) => Number.parseInt(deux, 16) / 255) : null;
}

/** Share of white of a colour such as #1f1f1f, as the eye weighs it; null for anything else. */
export function clarte(couleur) {
  const parts = composantes(couleur);
  if (!parts) return null;
  const [r, v, b] = parts.map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * v + 0.0722 * b;
}

/** Contrast between two colours, 1 to 21. */
export function contraste(une, autre) {
  const [a, b] = [clarte(une) + 0.05, clarte(autre) + 0.05];
  return Math.max(a, b) / Math.min(a, b);
}

function complete(couleur) {
  return couleur.startsWith("#") ? couleur : `#${couleur}`;
}

function appliquer() {
  const racine = document.documentElement;
  const { bodyBackgroundColor: fond, bodyForegroundColor: encre } =
    globalThis.Office?.context?.officeTheme ?? {};
  const connue = clarte(fond) !== null && clarte(encre) !== null && contraste(fond, encre) >= 7;
  const systeme = globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches;
  const sombre = connue ? clarte(fond) < MOITIE : Boolean(systeme);
  racine.dataset.theme = sombre ? SOMBRE : "clair";
  // Bootstrap has a dark face of its own.
  racine.dataset.bsTheme = sombre ? "dark" : "light";
  // A greyish middle would leave our own blue and red too pale on it.
  const extreme = connue && (clarte(fond) > 0.85 || clarte(fond) < 0.03);
  for (const [nom, couleur] of [
    ["--cog-papier", fond],
    ["--cog-encre", encre],
  ]) {
    if (extreme) racine.style.setProperty(nom, complete(couleur));
    else racine.style.removeProperty(nom);
  }
}

/** Take the theme of Office, or of the browser, and follow it. */
export function suivreLeTheme() {
  appliquer();
  globalThis.matchMedia?.("(prefers-color-scheme: dark)").addEventListener("change", appliquer);
  const { Office } = globalThis;
  if (Office?.EventType?.OfficeThemeChanged && Office.context?.document?.addHandlerAsync) {
    Office.context.document.addHandlerAsync(Office.EventType.OfficeThemeChanged, appliquer);
  }
}
