// Files: the open workbook and those that the officer chooses on the way to the server, a
// report on its way back.

import { bouton, element } from "./affichage.js";

const TRANCHE = 4 * 1024 * 1024;
// Characters that one call may take as arguments.
const MORCEAU = 0x8000;
const SANS_NOM = "classeur.xlsx";

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

function nomDuClasseur() {
  const { url } = Office.context.document;
  const dernier = String(url ?? "").split(/[?#]/)[0].split(/[/\\]/).pop();
  try {
    return decodeURIComponent(dernier) || SANS_NOM;
  } catch {
    return dernier;
  }
}

/** The open workbook as it would be saved now. */
export async function classeurOuvert() {
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
    return { name: nomDuClasseur(), content: await contenuDe(new Blob(tranches)) };
  } finally {
    // Excel keeps two files open at most.
    fichier.closeAsync(() => {});
  }
}

/** A file that the officer chose. */
export async function fichierChoisi(fichier) {
  return { name: fichier.name, content: await contenuDe(fichier) };
}

/** What saves a file that came from the server: a link, and for a workbook a button too. */
export function remise({ name: nom, type, content: contenu }, ouvrir) {
  // Never revoked: the links of earlier reports stay in the conversation and must go on working.
  const adresse = URL.createObjectURL(new Blob([enOctets(contenu)], { type }));
  const lien = element(
    "a",
    { class: "btn cog-principal cog-remise", href: adresse, download: nom },
    `Enregistrer ${nom}`,
  );
  const direct = ouvrir && nom.endsWith(".xlsx");
  return element(
    "p",
    { class: "cog-choix" },
    lien,
    direct ? bouton("Ouvrir dans Excel", () => ouvrir(contenu)) : undefined,
  );
}

/** Open a workbook that came from the server beside the open one. */
export async function ouvrirClasseur(contenu) {
  await Excel.createWorkbook(contenu);
}
