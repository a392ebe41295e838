// A dropped workbook in the place of the one that is open in Excel. It stays in this page: the
// server is sent it with each request that needs it, and keeps nothing.

import { bouton, element, pluriel, soigner } from "./affichage.js";
import { estUneDate } from "./calendrier.js";
import { adresseDe } from "./classeur.js";
import { relireLaConvention } from "./convention.js";
import { fichierChoisi } from "./fichiers.js";
import { ErreurServeur, envoyer } from "./serveur.js";

const ATTENTE = 300;
const OCTETS_MAX = 14 * 1024 * 1024;
// Rows of the preview shown at first and at each further page, and columns at most.
const LIGNES = 60;
const COLONNES = 60;
const JOUR_MS = 86_400_000;
const DEPUIS = Date.UTC(1899, 11, 30);

let fichier = null;
let composition = null;
let feuilles = new Map();
let montrees = LIGNES;

const trouver = (id) => document.getElementById(id);

function dire(texte, refus = false) {
  trouver("cog-fichier-dit").textContent = soigner(texte);
  trouver("cog-fichier-dit").classList.toggle("cog-refus", refus);
}

function ouvert() {
  if (fichier) return fichier;
  throw new ErreurServeur("Choisissez d’abord un classeur, ou déposez-le dans la page.", {
    titre: "Aucun classeur",
  });
}

async function feuille(nom) {
  const { name, content } = ouvert();
  if (!feuilles.has(nom)) {
    feuilles.set(nom, await envoyer("/cog/fichier/feuille", { name, content, sheet: nom }, ATTENTE));
  }
  return feuilles.get(nom);
}

const active = () => feuille(trouver("cog-feuille-choix").value);

// "D12" → zero-based row and column; undefined for anything else.
function rangsDe(cellule) {
  const trouve = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(cellule.trim());
  if (!trouve) return undefined;
  const [, lettres, ligne] = trouve;
  const colonne = [...lettres.toUpperCase()].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0);
  return { ligne: Number(ligne) - 1, colonne: colonne - 1 };
}

function contenuDe(page, matrice, ligne, colonne) {
  return matrice[ligne - page.row]?.[colonne - page.column] ?? "";
}

// The values of a range such as B2:D4, blank beyond what the sheet holds.
function valeursDe(page, plage) {
  const [debut, fin = debut] = plage.split(":").map(rangsDe);
  return Array.from({ length: fin.ligne - debut.ligne + 1 }, (_, i) =>
    Array.from({ length: fin.colonne - debut.colonne + 1 }, (_, j) =>
      contenuDe(page, page.values, debut.ligne + i, debut.colonne + j),
    ),
  );
}

// Whether every formula of a range has a value in the file: without one it is neither 0 nor blank.
function calculeeDans(page, plage) {
  const [debut, fin = debut] = plage.split(":").map(rangsDe);
  return !page.values.some(
    (ligne, i) =>
      i + page.row >= debut.ligne &&
      i + page.row <= fin.ligne &&
      ligne.some(
        (valeur, j) =>
          valeur === null && j + page.column >= debut.colonne && j + page.column <= fin.colonne,
      ),
  );
}

async function lireSelection() {
  const page = await active();
  const cell = trouver("cog-cellule-choix").value.trim().toUpperCase().replaceAll("$", "");
  const rangs = rangsDe(cell);
  if (!rangs) {
    throw new ErreurServeur("Indiquez la cellule à expliquer, par exemple D12.", {
      titre: "Aucune cellule",
    });
  }
  const formula = String(contenuDe(page, page.formulas, rangs.ligne, rangs.colonne));
  const lue = {
    sheet: page.sheet,
    cell,
    formula,
    value: contenuDe(page, page.values, rangs.ligne, rangs.colonne),
    format: contenuDe(page, page.formats, rangs.ligne, rangs.colonne) || "General",
  };
  if (!formula.startsWith("=")) return { ...lue, ranges: [] };
  const { ranges } = await envoyer("/cog/references", { formula, sheet: page.sheet });
  const lues = [];
  let calculee = calculeeDans(page, cell);
  for (const { sheet, range } of ranges) {
    const lue = await feuille(sheet);
    calculee &&= calculeeDans(lue, range);
    lues.push({ sheet, range, values: valeursDe(lue, range) });
  }
  if (!calculee) {
    throw new ErreurServeur(
      `${page.sheet}!${cell} est ou lit une formule jamais calculée. Cliquez sur « Recalculer », ` +
        "puis sur « Continuer avec cette copie », et recommencez.",
      { titre: "Formule sans valeur" },
    );
  }
  return { ...lue, ranges: lues };
}

async function choisir(nom, cellule) {
  const liste = trouver("cog-feuille-choix");
  if (liste.value !== nom) {
    liste.value = nom;
    montrees = LIGNES;
  }
  trouver("cog-cellule-choix").value = cellule;
  const rangs = rangsDe(cellule);
  const page = await feuille(nom);
  if (rangs) montrees = Math.max(montrees, rangs.ligne - page.row + 1);
  await apercu();
  document.querySelector(".cog-choisie")?.scrollIntoView({ block: "center", inline: "nearest" });
}

/** What the pane works on in the page. */
export const hote = {
  ecrit: false,
  programme: "Le navigateur",
  ouvert: "le classeur déposé",
  lireFeuille: active,
  lireComposition: async () => {
    ouvert();
    return { marked: composition.marked, sheets: composition.sheets.map(({ name }) => name) };
  },
  lireSelection,
  choisir,
  exiger: ouvert,
  celluleChoisie: async () => {
    ouvert();
    const cellule = trouver("cog-cellule-choix").value.trim().toUpperCase();
    return `${trouver("cog-feuille-choix").value}!${cellule}`;
  },
  corriger: undefined,
  recalculerLeFichier: () => envoyer("/cog/fichier/recalculer", ouvert(), ATTENTE),
  equiper: (demande) => envoyer("/cog/fichier/equiper", { ...ouvert(), ...demande }, ATTENTE),
  retirer: () => envoyer("/cog/fichier/retirer", ouvert(), ATTENTE),
  classeurOuvert: async () => ouvert(),
  fichierOuvert: async () => ouvert(),
  reprendre: ({ name, content }) => prendre({ name, content }),
  ouvrirClasseur: undefined,
};

/** What messages say in the page. */
export const mots = {
  inattendue:
    "La page n’a pas pu faire ce qui était demandé. Rechargez-la, déposez le classeur à nouveau et " +
    "réessayez ; si cela revient, prévenez votre administrateur.",
  reconnexion:
    "Rechargez la page, connectez-vous avec votre compte professionnel et déposez le classeur à " +
    "nouveau.",
  endroit: "la page",
  rouvrir: "Rechargez la page",
  gardees: " Votre fichier n’est pas modifié.",
};

/** What the dropped workbook says of the convention that it follows. */
export async function convention() {
  return composition?.workbook_convention ?? null;
}

// ---- the preview ----

function affichee(valeur, format) {
  if (typeof valeur !== "number") return String(valeur);
  if (estUneDate(format)) {
    const jour = new Date(DEPUIS + Math.floor(valeur) * JOUR_MS);
    return jour.toLocaleDateString("fr-FR", { timeZone: "UTC" });
  }
  if (format.includes("%")) {
    return valeur.toLocaleString("fr-FR", { style: "percent", maximumFractionDigits: 2 });
  }
  return valeur.toLocaleString("fr-FR", { maximumFractionDigits: 6 });
}

function ligneDe(page, ligne, colonnes, choisie) {
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, String(ligne + 1)),
    colonnes.map((colonne) => {
      const lieu = adresseDe(ligne, colonne);
      const format = contenuDe(page, page.formats, ligne, colonne) || "General";
      const cellule = element("td", {
        "data-cellule": lieu,
        class: lieu === choisie ? "cog-choisie" : undefined,
      });
      const valeur = page.values[ligne - page.row]?.[colonne - page.column];
      cellule.classList.toggle("cog-nombre", typeof valeur === "number");
      cellule.textContent = valeur === null ? "(non calculée)" : affichee(valeur ?? "", format);
      return cellule;
    }),
  );
}

async function apercu() {
  const page = await active();
  const zone = trouver("cog-apercu");
  const suite = trouver("cog-apercu-suite");
  const largeur = Math.min(COLONNES, page.values[0]?.length ?? 0);
  const hauteur = Math.min(montrees, page.values.length);
  if (!hauteur) {
    zone.replaceChildren(element("p", { class: "cog-note" }, "Cette feuille est vide."));
    suite.replaceChildren();
    return;
  }
  const colonnes = Array.from({ length: largeur }, (_, rang) => page.column + rang);
  const choisie = trouver("cog-cellule-choix").value.trim().toUpperCase();
  zone.replaceChildren(
    element(
      "table",
      {},
      element("caption", { class: "visually-hidden" }, `Feuille ${page.sheet}`),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("td", {}),
          colonnes.map((colonne) => element("th", { scope: "col" }, adresseDe(0, colonne).slice(0, -1))),
        ),
      ),
      element(
        "tbody",
        {},
        Array.from({ length: hauteur }, (_, rang) => ligneDe(page, page.row + rang, colonnes, choisie)),
      ),
    ),
  );
  const reste = page.values.length - hauteur;
  const plus = () => {
    montrees += LIGNES;
    apercu();
  };
  suite.replaceChildren(
    ...(reste > 0 ? [bouton(`Afficher la suite (${pluriel(reste, "ligne")})`, plus)] : []),
  );
}

// ---- a file arrives ----

async function lire(choisi) {
  if (choisi.size > OCTETS_MAX) {
    throw new ErreurServeur(
      `« ${choisi.name} » dépasse 14 Mo. Supprimez-en les images et les lignes vides mises en ` +
        "forme, ou partagez-le en deux.",
      { titre: "Classeur trop grand" },
    );
  }
  return await fichierChoisi(choisi);
}

// Work on a file from now on: {name, content}.
async function prendre(lu) {
  dire(`Lecture de « ${lu.name} » en cours…`);
  const recu = await envoyer("/cog/fichier", lu, ATTENTE);
  fichier = lu;
  composition = recu;
  feuilles = new Map();
  montrees = LIGNES;
  relireLaConvention();
  const liste = trouver("cog-feuille-choix");
  liste.replaceChildren(
    ...recu.sheets.map(({ name, hidden }) =>
      element("option", { value: name }, hidden ? `${name} (masquée)` : name),
    ),
  );
  liste.value = (recu.sheets.find(({ hidden }) => !hidden) ?? recu.sheets[0]).name;
  trouver("cog-cellule-choix").value = "A1";
  trouver("cog-feuille-zone").hidden = false;
  await apercu();
  dire(`« ${lu.name} » : ${pluriel(recu.sheets.length, "feuille")}.`);
}

/**
 * Hook up the place where files are dropped.
 *
 * @param essayer runs something and says why it failed.
 * @param oublier takes away what is shown of the file before.
 */
export function preparer(essayer, oublier) {
  const recevoir = async (choisi) => {
    if (!choisi) return;
    await essayer(async () => {
      try {
        await prendre(await lire(choisi));
        oublier();
      } catch (erreur) {
        dire(erreur.message, true);
        throw erreur;
      }
    });
  };
  const depot = trouver("cog-depot");
  const survoler = (oui) => depot.classList.toggle("cog-survol", oui);
  trouver("cog-fichier").addEventListener("change", ({ target }) => recevoir(target.files[0]));
  depot.addEventListener("dragover", (evenement) => {
    evenement.preventDefault();
    survoler(true);
  });
  depot.addEventListener("dragleave", () => survoler(false));
  depot.addEventListener("drop", (evenement) => {
    evenement.preventDefault();
    survoler(false);
    recevoir(evenement.dataTransfer.files[0]);
  });
  // A file dropped beside the place must not make the browser leave the page.
  for (const nom of ["dragover", "drop"]) {
    window.addEventListener(nom, (evenement) => evenement.preventDefault());
  }
  trouver("cog-feuille-choix").addEventListener("change", () => {
    montrees = LIGNES;
    essayer(apercu);
  });
  trouver("cog-cellule-choix").addEventListener("change", () => essayer(apercu));
  trouver("cog-apercu").addEventListener("click", ({ target }) => {
    const lieu = target.closest("[data-cellule]")?.dataset.cellule;
    if (!lieu) return;
    trouver("cog-cellule-choix").value = lieu;
    essayer(apercu);
  });
}
