// Writes the sheets that the server describes. The custom script calls this function by name
// with one action: an action per property and range would cost a round trip each.

const BORDS = {
  haut: ["EdgeTop", "InsideHorizontal"],
  bas: ["EdgeBottom", "InsideHorizontal"],
  gauche: ["EdgeLeft", "InsideVertical"],
  droite: ["EdgeRight", "InsideVertical"],
};

function habiller(plage, style) {
  const { format } = plage;
  if (style.fond) format.fill.color = style.fond;
  if (style.gras) format.font.bold = true;
  if (style.italique) format.font.italic = true;
  if (style.couleur) format.font.color = style.couleur;
  if (style.taille) format.font.size = style.taille;
  if (style.renvoi) format.wrapText = true;
  if (style.horizontal) format.horizontalAlignment = style.horizontal;
  if (style.vertical) format.verticalAlignment = style.vertical;
  for (const [cote, couleur] of Object.entries(style.bords ?? {})) {
    for (const bord of BORDS[cote]) {
      const trait = format.borders.getItem(bord);
      trait.style = "Continuous";
      trait.color = couleur;
    }
  }
}

async function poserFeuille(context, description) {
  const feuille = context.workbook.worksheets.add(description.nom);
  feuille.showGridlines = description.quadrillage;
  const plage = feuille.getRange(description.plage);
  // Formats first: a text must be known as such before it is written.
  plage.numberFormat = description.formats;
  for (const { plage: adresse, style } of description.styles) {
    habiller(feuille.getRange(adresse), style);
  }
  for (const adresse of description.fusions) feuille.getRange(adresse).merge(false);
  for (const [adresse, points] of description.colonnes) {
    feuille.getRange(adresse).format.columnWidth = points;
  }
  for (const [adresse, points] of description.lignes) {
    feuille.getRange(adresse).format.rowHeight = points;
  }
  if (description.figer) feuille.freezePanes.freezeAt(feuille.getRange(description.figer));
  await context.sync();
  return { feuille, plage };
}

/** Add the sheets, then write their contents: formulas may point from one to another. */
export async function cogPoserFeuilles(context, descriptions) {
  const posees = [];
  for (const description of descriptions) {
    posees.push(await poserFeuille(context, description));
  }
  descriptions.forEach((description, rang) => {
    posees[rang].plage.formulas = description.cellules;
  });
  await context.sync();
  posees.at(-1).feuille.activate();
  descriptions.forEach(({ masquee }, rang) => {
    if (masquee && rang < posees.length - 1) posees[rang].feuille.visibility = "Hidden";
  });
  await context.sync();
}
