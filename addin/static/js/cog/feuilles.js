// Writes the sheets that the server describes. The custom script calls this function by name
// with one action: an action per property and range would cost a round trip each.

import { nommerLaConvention } from "./convention.js";

const BORDS = {
  top: ["EdgeTop", "InsideHorizontal"],
  bottom: ["EdgeBottom", "InsideHorizontal"],
  left: ["EdgeLeft", "InsideVertical"],
  right: ["EdgeRight", "InsideVertical"],
};

function habiller(plage, style) {
  const { format } = plage;
  if (style.fill) format.fill.color = style.fill;
  if (style.bold) format.font.bold = true;
  if (style.italic) format.font.italic = true;
  if (style.color) format.font.color = style.color;
  if (style.size) format.font.size = style.size;
  if (style.wrap) format.wrapText = true;
  if (style.horizontal) format.horizontalAlignment = style.horizontal;
  if (style.vertical) format.verticalAlignment = style.vertical;
  for (const [cote, couleur] of Object.entries(style.borders ?? {})) {
    for (const bord of BORDS[cote]) {
      const trait = format.borders.getItem(bord);
      trait.style = "Continuous";
      trait.color = couleur;
    }
  }
}

/** Give an empty sheet the look that the server describes; returns the range of its contents. */
export function mettreEnForme(feuille, description) {
  feuille.showGridlines = description.gridlines;
  const plage = feuille.getRange(description.range);
  // Formats first: a text must be known as such before it is written.
  plage.numberFormat = description.formats;
  for (const { range: adresse, style } of description.styles) {
    habiller(feuille.getRange(adresse), style);
  }
  for (const adresse of description.merges) feuille.getRange(adresse).merge(false);
  for (const [adresse, points] of description.columns) {
    feuille.getRange(adresse).format.columnWidth = points;
  }
  for (const [adresse, points] of description.rows) {
    feuille.getRange(adresse).format.rowHeight = points;
  }
  if (description.frozen) feuille.freezePanes.freezeAt(feuille.getRange(description.frozen));
  return plage;
}

async function poserFeuille(context, description) {
  const feuille = context.workbook.worksheets.add(description.name);
  const plage = mettreEnForme(feuille, description);
  await context.sync();
  return { feuille, plage };
}

/**
 * Add the sheets, then write their contents: formulas may point from one to another.
 *
 * @param convention the one that the formulas mean, which the workbook then names.
 */
export async function cogPoserFeuilles(context, descriptions, convention) {
  const posees = [];
  for (const description of descriptions) {
    posees.push(await poserFeuille(context, description));
  }
  // Before the formulas: Excel calls them as soon as they are written.
  await nommerLaConvention(context, convention);
  descriptions.forEach((description, rang) => {
    posees[rang].plage.formulas = description.cells;
  });
  await context.sync();
  posees.at(-1).feuille.activate();
  descriptions.forEach(({ hidden }, rang) => {
    if (hidden && rang < posees.length - 1) posees[rang].feuille.visibility = "Hidden";
  });
  await context.sync();
}
