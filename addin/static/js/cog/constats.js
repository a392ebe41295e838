// What a check found: in groups, a page at a time, each with the way to its cell and, where there
// is one, its repair.

import { bouton, element, liste, option, pluriel, resultat, titre } from "./affichage.js";

// Cells or findings shown at first, and at each further page.
const PAR_PAGE = 10;
const TOUS = "";

// Findings that say the same of different cells are one, with several places.
function reunis(liste) {
  const lots = new Map();
  for (const un of liste) {
    const cle = JSON.stringify([un.texte, Boolean(un.aller)]);
    lots.set(cle, [...(lots.get(cle) ?? []), un]);
  }
  return [...lots.values()];
}

function groupes(liste) {
  const trouves = new Map();
  for (const un of liste) trouves.set(un.objet, [...(trouves.get(un.objet) ?? []), un]);
  return [...trouves.entries()];
}

// The first of some nodes, and a button for the next ones.
function parPages(tous, faire, ranger) {
  let montres = 0;
  const suite = bouton("", () => avancer(true));
  const pied = element("p", { class: "cog-choix" }, suite);
  const rangee = ranger([]);
  const avancer = (viser) => {
    const noeuds = tous.slice(montres, montres + PAR_PAGE).map(faire);
    montres += noeuds.length;
    rangee.append(...noeuds);
    const reste = tous.length - montres;
    pied.hidden = reste <= 0;
    suite.textContent = `Afficher la suite (${reste.toLocaleString("fr-FR")})`;
    // The button may be gone: whoever pressed it goes on with what it brought.
    if (viser) noeuds[0]?.querySelector("button")?.focus();
  };
  avancer(false);
  return [rangee, pied];
}

function lieu({ lieu: ou, aller }) {
  return element(
    "li",
    {},
    aller
      ? element("button", { type: "button", class: "btn cog-secondaire cog-lieu", "au-clic": aller }, ou)
      : element("span", { class: "cog-lieu" }, ou),
  );
}

function carte([un]) {
  const parties = [
    element("span", { class: "cog-cellule" }, un.lieu),
    element("span", { class: "cog-texte" }, un.texte),
  ];
  return element(
    "li",
    {},
    un.aller
      ? element("button", { type: "button", class: "cog-constat", "au-clic": un.aller }, parties)
      : element("div", { class: "cog-constat" }, parties),
  );
}

function lot(semblables) {
  if (semblables.length === 1) return carte(semblables);
  const places = parPages(semblables, lieu, () => element("ul", { class: "cog-lieux" }));
  return element(
    "li",
    { class: "cog-lot" },
    element("p", { class: "cog-texte" }, semblables[0].texte),
    places,
  );
}

function groupe([objet, liste], { corriger }) {
  const reparables = liste.filter(({ repair }) => repair);
  const nom = `${objet} : ${pluriel(liste.length, "constat")}`;
  return element(
    "section",
    { class: "cog-groupe", "aria-label": nom, "data-objet": objet },
    element("h3", { class: "cog-nom cog-objet" }, nom),
    parPages(reunis(liste), lot, () => element("ul", { class: "cog-constats" })),
    corriger && reparables.length
      ? element(
          "p",
          { class: "cog-choix" },
          bouton(
            reparables.length > 1
              ? `Corriger les ${reparables.length.toLocaleString("fr-FR")} cellules`
              : "Corriger la cellule",
            () => corriger(reparables),
          ),
        )
      : undefined,
  );
}

// One kind at a time. The only thing between the title and the first finding.
function filtre(tous, zone) {
  if (tous.length < 2) return undefined;
  const lignes = [
    option({ valeur: TOUS, texte: "Tous les constats" }),
    ...tous.map(([objet, un]) =>
      option({ valeur: objet, texte: `${objet} (${un.length.toLocaleString("fr-FR")})` }),
    ),
  ];
  const choisir = (objet) => {
    for (const section of zone.children) {
      section.hidden = objet !== TOUS && section.dataset.objet !== objet;
    }
  };
  return element("div", { class: "cog-filtre" }, liste("cog-filtre", "Afficher", lignes, choisir));
}

function ranges(liste, gestes) {
  const tous = groupes(liste);
  const zone = element(
    "div",
    { class: "cog-groupes" },
    tous.map((un) => groupe(un, gestes)),
  );
  return [filtre(tous, zone), zone].filter((noeud) => noeud !== undefined);
}

/**
 * What the check of a sheet found.
 *
 * @param feuille its name.
 * @param recu {findings, total}.
 * @param gestes `choisir(cellule)`, and `corriger(constats)` where the sheet can be written.
 */
export function constats(feuille, { findings: trouves, total }, { choisir, corriger }) {
  if (!trouves.length) {
    return resultat(
      "Aucun constat",
      `La feuille « ${feuille} » ne présente ni écart de total, ni formule à corriger.`,
    );
  }
  const liste = trouves.map((un) => ({
    ...un,
    objet: un.title,
    texte: un.text,
    lieu: un.cell,
    aller: () => choisir(un.cell),
  }));
  const coupes =
    total > trouves.length
      ? `Les ${trouves.length.toLocaleString("fr-FR")} premiers sont montrés : corrigez-les, puis ` +
        "contrôlez de nouveau."
      : undefined;
  return [
    titre(`${pluriel(total, "constat")} dans « ${feuille} »`),
    coupes ? element("p", {}, coupes) : undefined,
    ranges(liste, { corriger }),
  ]
    .flat()
    .filter((noeud) => noeud !== undefined);
}

// Findings of a whole workbook, each with the way to its cell where it has one.
function desLieux(findings, choisir) {
  return findings.map((une) => ({
    objet: une.title,
    texte: une.text,
    lieu: [une.sheet, une.cell].filter(Boolean).join(" ") || "Classeur",
    // A fault of a sheet leads to its first cell, one of the workbook nowhere.
    aller: une.sheet ? () => choisir(une.sheet, une.cell || "A1") : undefined,
  }));
}

/** What the check of a convention form found; `choisir` receives a sheet and a cell of it. */
export function anomalies({ findings, faults, sentences }, { choisir, controlerLaFeuille }) {
  const places = desLieux(findings, choisir);
  return [
    titre(faults ? `${pluriel(faults, "anomalie")} dans la convention` : "Aucune anomalie"),
    sentences.map((phrase) => element("p", {}, phrase)),
    places.length ? ranges(places, {}) : [],
    element("p", { class: "cog-choix" }, bouton("Contrôler la feuille affichée", controlerLaFeuille)),
  ].flat();
}

/** Whether the workbook is as it was sealed; `choisir` receives a sheet and a cell of it. */
export function bordereau({ headline, findings, sentences }, { choisir }) {
  return [
    titre(headline),
    sentences.map((phrase) => element("p", {}, phrase)),
    findings.length ? ranges(desLieux(findings, choisir), {}) : [],
  ].flat();
}

/** Cells were repaired; `annuler` puts back what they held. */
export function corriges({ corrigees, laissees }, { annuler, controler }) {
  const s = corrigees > 1 ? "s" : "";
  const phrases = [
    `${pluriel(corrigees, "cellule")} corrigée${s}.`,
    ...(laissees
      ? [`${pluriel(laissees, "cellule")} changée depuis le contrôle : laissée telle quelle.`]
      : []),
  ];
  return [
    titre("Correction faite"),
    phrases.map((phrase) => element("p", {}, phrase)),
    element(
      "p",
      { class: "cog-choix" },
      bouton("Contrôler de nouveau", controler),
      corrigees ? bouton("Annuler la correction", annuler) : undefined,
    ),
  ].flat();
}
