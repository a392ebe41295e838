// Equips the open workbook: writes the sheets that the server describes, takes them back.

import { nommerLaConvention, relireLaConvention } from "./convention.js";
import { mettreEnForme } from "./feuilles.js";
import { classeurOuvert } from "./fichiers.js";
import { envoyer } from "./serveur.js";

// A workbook takes longer than a sheet; the server gives up before that.
const ATTENTE = 300;
const MEMOIRE = "urn:pycog:annexe-equipee:1";
const NOM = "COG_CONVENTION";
// Excel on the Web takes five megabytes in one request; a letter may weigh two bytes.
const LETTRES_PAR_ENVOI = 1_500_000;

/**
 * What the server knows of a workbook.
 *
 * @param fichier {name, content}.
 * @param demande `answers`, `convention`, `columns`, and `write` where the sheets are to come
 *   along.
 */
export async function examiner(fichier, demande = {}) {
  return await envoyer("/cog/equiper", { ...fichier, ...demande }, ATTENTE);
}

// The part that remembers what was written, in which the command reads it later.
async function anciennesMemoires(context) {
  const parties = context.workbook.customXmlParts.getByNamespace(MEMOIRE).load("items/id");
  await context.sync();
  return parties.items;
}

function ecrireLesCellules(context, cellules) {
  for (const { sheet: feuille, cell: cellule, content: contenu, format } of cellules) {
    const plage = context.workbook.worksheets.getItem(feuille).getRange(cellule);
    if (format) plage.numberFormat = [[format]];
    plage.formulas = [[contenu]];
  }
}

// Contents of a sheet; only a very large one takes more than one request.
async function ecrireLesLignes(context, feuille, lignes) {
  let debut = 0;
  let lettres = 0;
  const envoyerJusqua = (fin) => {
    const tranche = lignes.slice(debut, fin);
    feuille.getRangeByIndexes(debut, 0, tranche.length, tranche[0].length).formulas = tranche;
    debut = fin;
    lettres = 0;
  };
  for (const [rang, ligne] of lignes.entries()) {
    const poids = ligne.reduce((somme, contenu) => somme + String(contenu).length, 0);
    if (lettres + poids > LETTRES_PAR_ENVOI && rang > debut) {
      envoyerJusqua(rang);
      await context.sync();
    }
    lettres += poids;
  }
  envoyerJusqua(lignes.length);
}

async function ecrireLePlan({ sheets: feuilles, convention, cells: cellules, memory: memoire }) {
  await Excel.run(async (context) => {
    const { workbook: classeur } = context;
    const anciennes = await anciennesMemoires(context);
    if (convention) await nommerLaConvention(context, convention);
    for (const description of feuilles) {
      // Kept where it is there, so that what reads it goes on reading it.
      const feuille = description.existing
        ? classeur.worksheets.getItem(description.name)
        : classeur.worksheets.add(description.name);
      if (description.existing) feuille.getRange().clear();
      mettreEnForme(feuille, description);
      await ecrireLesLignes(context, feuille, description.cells);
    }
    ecrireLesCellules(context, cellules);
    anciennes.forEach((une) => une.delete());
    classeur.customXmlParts.add(memoire);
    classeur.worksheets.getItem(feuilles[0].name).activate();
    await context.sync();
  });
}

/**
 * Write into the open workbook what the server plans, in one batch, so that Excel may undo it as
 * one.
 *
 * Only the name comes before: a formula that is called must not find the workbook without it.
 *
 * @param demande as {@link examiner} takes it.
 * @returns what the server says; `conventions` to choose from where the workbook has changed since.
 */
export async function poser(demande) {
  const recu = await examiner(await classeurOuvert(), { ...demande, write: true });
  if (recu.plan && recu.changed) await ecrireLePlan(recu.plan);
  return recu;
}

/**
 * Take out of the open workbook what was written into it.
 *
 * @returns what the server says: the sheets taken out, and what was kept.
 */
export async function retirer() {
  const retrait = await envoyer("/cog/equiper/retirer", await classeurOuvert(), ATTENTE);
  await Excel.run(async (context) => {
    const { workbook: classeur } = context;
    const anciennes = await anciennesMemoires(context);
    ecrireLesCellules(context, retrait.cells);
    for (const nom of retrait.sheets) classeur.worksheets.getItem(nom).delete();
    if (retrait.name) classeur.names.getItem(NOM).delete();
    anciennes.forEach((une) => une.delete());
    await context.sync();
  });
  relireLaConvention();
  return retrait;
}
