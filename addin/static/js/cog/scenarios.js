// What-if: some cells with other values, the whole workbook recalculated, the results side by side.

import { bouton, element, pluriel, titre } from "./affichage.js";
import { tableau } from "./bulles.js";
import { attendre, essayer, essayerSansQuitter, terminer } from "./etat.js";
import { remise } from "./fichiers.js";
import { champ } from "./formulaires.js";
import { hote } from "./hote.js";
import { envoyer } from "./serveur.js";

// A workbook takes longer than a sheet; the server gives up before that.
const ATTENTE = 300;
const INCHANGE = "inchangé";

// What was asked for last, for as long as the pane is open: {name, cell, value}.
let changements = [];
let dernierNom = "essai";

function parScenario() {
  const noms = [...new Set(changements.map(({ name }) => name))];
  return noms.map((name) => ({
    name,
    changes: changements
      .filter((un) => un.name === name)
      .map(({ cell, value }) => ({ cell, value })),
  }));
}

function ligne(un, retirer) {
  const { name: nom, cell: cellule, value: valeur } = un;
  const texte = `${nom} : ${cellule} → ${valeur || "(vide)"}`;
  const lien = element(
    "button",
    { type: "button", class: "cog-lien", "aria-label": `Retirer ${texte}`, "au-clic": retirer },
    "Retirer",
  );
  return element("li", {}, `${texte} `, lien);
}

function saisies(cellule) {
  return {
    lieu: champ("cog-essai-cellule", "Cellule", cellule, { spellcheck: "false", maxlength: "60" }),
    valeur: champ("cog-essai-valeur", "Valeur à essayer", "", {
      maxlength: "500",
      "aria-describedby": "cog-essai-aide",
    }),
    nom: champ("cog-essai-nom", "Nom du scénario", dernierNom, { maxlength: "60" }),
  };
}

// "D12" is a cell of the sheet that is shown.
function surUneFeuille(cellule, choisie) {
  const fin = choisie.lastIndexOf("!");
  const nue = /^\$?[A-Za-z]{1,3}\$?\d{1,7}$/.test(cellule);
  return nue && fin > 0 ? `${choisie.slice(0, fin + 1)}${cellule}` : cellule;
}

/**
 * The form: a cell, a value, the name of a scenario; several of them may be gathered.
 *
 * @param ouvrir opens the comparison beside the workbook, where that is possible.
 */
export async function demander(ouvrir) {
  hote.exiger();
  const choisie = await hote.celluleChoisie().catch(() => "");
  const champs = saisies(choisie);
  const { lieu, valeur, nom } = champs;
  const retenus = element("ul", { class: "cog-lignes", "aria-label": "Changements retenus" });
  const montrerLesRetenus = () => {
    retenus.hidden = !changements.length;
    retenus.replaceChildren(
      ...changements.map((un) =>
        ligne(un, () => {
          changements = changements.filter((autre) => autre !== un);
          montrerLesRetenus();
          lieu.champ.focus();
        }),
      ),
    );
  };
  const retenir = () => {
    const cell = surUneFeuille(lieu.champ.value.trim(), choisie);
    const name = nom.champ.value.trim() || "essai";
    changements = changements.filter((un) => un.name !== name || un.cell !== cell);
    changements.push({ name, cell, value: valeur.champ.value.trim() });
    dernierNom = name;
    valeur.champ.value = "";
    montrerLesRetenus();
  };
  const prendre = async () => {
    lieu.champ.value = await hote.celluleChoisie();
  };
  montrerLesRetenus();
  const page = element(
    "form",
    { class: "cog-formulaire" },
    lieu.bloc,
    element(
      "p",
      { class: "cog-choix" },
      bouton("Prendre la cellule choisie", () => essayerSansQuitter(prendre)),
    ),
    valeur.bloc,
    element(
      "p",
      { id: "cog-essai-aide", class: "cog-note" },
      "Comme dans Excel : 0,92, 92 %, 12 000, 30/06/2013. Rien : la cellule est essayée vide.",
    ),
    nom.bloc,
    element("p", { class: "cog-choix" }, bouton("Ajouter un autre changement", retenir)),
    retenus,
    element(
      "p",
      { class: "cog-choix" },
      element("button", { type: "submit", class: "btn cog-principal" }, "Comparer"),
      bouton("Lire la feuille « Scénarios »", () => essayer(comparer, [], ouvrir)),
    ),
  );
  page.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    // A cell whose value was added already is no second change that empties it.
    const voulue = surUneFeuille(lieu.champ.value.trim(), choisie);
    const ajoute = changements.some(({ cell }) => cell === voulue);
    if (valeur.champ.value.trim() || !ajoute) retenir();
    essayer(comparer, parScenario(), ouvrir);
  });
  terminer("formulaire", [
    titre("Scénarios"),
    element(
      "p",
      {},
      "Le classeur est recalculé avec d’autres saisies, et les résultats mis côte à côte. Il n’est pas modifié.",
    ),
    page,
  ]);
}

async function comparer(scenarios, ouvrir) {
  attendre("Calcul des scénarios en cours…");
  const recu = await envoyer("/cog/scenarios", { ...(await hote.fichierOuvert()), scenarios }, ATTENTE);
  terminer("resultat", comparaison(recu, ouvrir));
}

function uneTable(legende, entetes, rangees) {
  return [
    element("h3", { class: "cog-nom" }, legende),
    tableau({ headings: entetes, rows: rangees }, undefined, legende),
  ];
}

// The results of one kind, in the order of the server.
function familles({ names: noms, results: resultats }) {
  const genres = [...new Set(resultats.map(({ family }) => family))];
  return genres.flatMap((genre) =>
    uneTable(
      genre,
      ["Quoi", "Actuel", ...noms],
      resultats
        .filter(({ family }) => family === genre)
        .map(({ subject: objet, now: actuel, then: ensuite, place: lieu }) => [
          nomme(objet, lieu),
          actuel,
          ...noms.map((nom) => (ensuite[nom] === actuel ? INCHANGE : ensuite[nom])),
        ]),
    ),
  );
}

// What a result is, with the way to its cell.
function nomme(objet, lieu) {
  const fin = lieu.lastIndexOf("!");
  const [feuille, cellule] = [lieu.slice(0, fin), lieu.slice(fin + 1)];
  const aller = () => essayerSansQuitter(hote.choisir, feuille, cellule);
  const lien = element(
    "button",
    { type: "button", class: "cog-lien", "aria-label": lieu, "au-clic": aller },
    cellule,
  );
  return element("span", {}, `${objet} `, lien);
}

function statuts({ names: noms, statuses: comptes }) {
  const rangees = Object.entries(comptes).map(([statut, { now: actuel, then: ensuite }]) => [
    statut,
    actuel,
    ...noms.map((nom) => ensuite[nom]),
  ]);
  if (!rangees.length) return [];
  return uneTable("Cellules par statut", ["Statut", "Actuel", ...noms], rangees);
}

function comparaison(recu, ouvrir) {
  const { scenarios, results: resultats, total, cautions: avis, file: fichier } = recu;
  return [
    titre(recu.title),
    scenarios.map(({ name: nom, inputs: entrees }) =>
      element(
        "p",
        {},
        `Scénario « ${nom} » : ` +
          entrees
            .map(({ place, subject, before, after }) => `${place} (${subject}), ${before} → ${after}`)
            .join(" ; ") +
          ".",
      ),
    ),
    avis.map((phrase) => element("p", {}, element("strong", {}, "Attention : "), phrase)),
    statuts(recu),
    familles(recu),
    total > resultats.length
      ? element(
          "p",
          {},
          `Les ${pluriel(resultats.length, "premier")} résultats sont montrés ; le fichier a les ${total.toLocaleString("fr-FR")}.`,
        )
      : [],
    element("p", {}, "Le classeur n’est pas modifié."),
    remise(fichier, ouvrir),
    element(
      "p",
      { class: "cog-choix" },
      bouton("Changer les scénarios", () => essayer(demander, ouvrir)),
    ),
  ].flat();
}
