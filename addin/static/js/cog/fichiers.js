// Files: the open workbook and those that the officer chooses on the way to the server, a
// report on its way back.

import { bouton, element } from "./affichage.js";
import { ErreurServeur, adresse } from "./serveur.js";

const TRANCHE = 4 * 1024 * 1024;
// Characters that one call may take as arguments.
const MORCEAU = 0x8000;
const CELLULES_PAR_LECTURE = 20_000;
// The names that say which convention a workbook follows, and that it is the form of one.
const CONVENTION = "COG_CONVENTION";
const FORMULAIRE = "PYCOG_FORMULAIRE";

function enTexte(octets) {
  let binaire = "";
  for (let debut = 0; debut < octets.length; debut += MORCEAU) {
    binaire += String.fromCharCode(...octets.subarray(debut, debut + MORCEAU));
  }
  return btoa(binaire);
}

async function contenuDe(fichier) {
  return enTexte(new Uint8Array(await fichier.arrayBuffer()));
}

function enOctets(texte) {
  return Uint8Array.from(atob(texte), (signe) => signe.charCodeAt(0));
}

// Office hands results to a function; a failure becomes an exception.
function attendre(appel) {
  return new Promise((suite, echec) => {
    appel((resultat) => {
      if (resultat.status === Office.AsyncResultStatus.Succeeded) suite(resultat.value);
      else echec(new Error(resultat.error?.message ?? "Office"));
    });
  });
}

// The address of a document is no name: it may be empty, or that of a copy.
async function nomDuClasseur() {
  const nom = await Excel.run(async (context) => {
    const classeur = context.workbook.load("name");
    await context.sync();
    return classeur.name;
  });
  // A workbook that was never saved has a name without an ending.
  return /\.[a-z]{3,4}$/i.test(nom) ? nom : `${nom || "classeur"}.xlsx`;
}

function sansFichier(erreur) {
  console.error(erreur);
  return new ErreurServeur(
    "Excel refuse de donner le fichier de ce classeur : une étiquette de confidentialité, un " +
      "changement de nom ou un autre programme peut l’en empêcher. Enregistrez le classeur, " +
      "fermez-le et rouvrez-le, puis réessayez ; ou déposez une copie dans la page " +
      `${adresse("/")}.`,
    { titre: "Fichier indisponible" },
  );
}

async function octetsDuClasseur() {
  const fichier = await attendre((suite) =>
    Office.context.document.getFileAsync(
      Office.FileType.Compressed,
      { sliceSize: TRANCHE },
      suite,
    ),
  );
  try {
    const tranches = [];
    for (let rang = 0; rang < fichier.sliceCount; rang += 1) {
      const { data } = await attendre((suite) => fichier.getSliceAsync(rang, suite));
      tranches.push(Uint8Array.from(data));
    }
    return await contenuDe(new Blob(tranches));
  } finally {
    // Excel keeps two files open at most.
    fichier.closeAsync(() => {});
  }
}

/** The open workbook as it would be saved now. */
export async function classeurOuvert() {
  const name = await nomDuClasseur();
  try {
    return { name, content: await octetsDuClasseur() };
  } catch (erreur) {
    throw sansFichier(erreur);
  }
}

// One sheet at a time, and a large one in bands: Excel on the Web answers with 5 MB at most.
async function lireUneFeuille(context, feuille) {
  const etendue = feuille
    .getUsedRangeOrNullObject(true)
    .load("rowIndex,columnIndex,rowCount,columnCount");
  await context.sync();
  const vide = { sheet: feuille.name, row: 0, column: 0, values: [], formulas: [], formats: [] };
  if (etendue.isNullObject) return vide;
  const { rowIndex: row, columnIndex: column, rowCount: hauteur, columnCount: largeur } = etendue;
  const values = [];
  const formats = [];
  const bande = Math.max(1, Math.floor(CELLULES_PAR_LECTURE / largeur));
  for (let debut = 0; debut < hauteur; debut += bande) {
    const plage = feuille
      .getRangeByIndexes(row + debut, column, Math.min(bande, hauteur - debut), largeur)
      .load("values,numberFormat");
    await context.sync();
    values.push(...plage.values);
    formats.push(...plage.numberFormat);
  }
  return { ...vide, row, column, values, formulas: values, formats };
}

async function feuilleParFeuille() {
  return await Excel.run(async (context) => {
    const { workbook } = context;
    const feuilles = workbook.worksheets.load("items/name");
    const nom = workbook.names.getItemOrNullObject(CONVENTION).load("formula");
    const marque = workbook.names.getItemOrNullObject(FORMULAIRE).load("formula");
    await context.sync();
    const sheets = [];
    for (const feuille of feuilles.items) sheets.push(await lireUneFeuille(context, feuille));
    const names = [
      [CONVENTION, nom],
      [FORMULAIRE, marque],
    ]
      .filter(([, un]) => !un.isNullObject)
      .map(([name, un]) => ({ name, formula: String(un.formula) }));
    return { sheets, names };
  });
}

/**
 * The open workbook to read figures from: its file, or where Excel gives none its sheets one by
 * one, with the values that Excel shows.
 */
export async function classeurALire() {
  const name = await nomDuClasseur();
  try {
    return { name, content: await octetsDuClasseur() };
  } catch (erreur) {
    console.error(erreur);
    return { name, ...(await feuilleParFeuille()) };
  }
}

/** A file that the officer chose. */
export async function fichierChoisi(fichier) {
  return { name: fichier.name, content: await contenuDe(fichier) };
}

// Excel for Mac hands a download to nobody in some versions, and says nothing.
function surMac() {
  return globalThis.Office?.context?.platform === "Mac";
}

/** What saves a file that came from the server: a link, and for a workbook a button too. */
export function remise({ name: nom, type, content: contenu }, ouvrir) {
  // Never revoked: the links of earlier reports stay in the conversation and must go on working.
  const local = URL.createObjectURL(new Blob([enOctets(contenu)], { type }));
  const lien = element(
    "a",
    { class: "btn cog-principal cog-remise", href: local, download: nom },
    `Enregistrer ${nom}`,
  );
  const direct = ouvrir && nom.endsWith(".xlsx");
  return element(
    "p",
    { class: "cog-choix" },
    lien,
    direct ? bouton("Ouvrir dans Excel", () => ouvrir(contenu)) : undefined,
    surMac()
      ? element(
          "span",
          { class: "cog-note" },
          "Sur Mac, le fichier va dans le dossier Téléchargements. S’il n’y est pas, Excel " +
            `l’a retenu : ouvrez ${adresse("/")} dans Safari et recommencez dans cette page.`,
        )
      : undefined,
  );
}

/** Open a workbook that came from the server beside the open one. */
export async function ouvrirClasseur(contenu) {
  await Excel.createWorkbook(contenu);
}
