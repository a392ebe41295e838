// What the pane shows, built as elements: no text ever becomes markup.

import { adresse } from "./serveur.js";

const INSECABLE = "\u00a0";

/**
 * A text as French is printed: typographic apostrophes, « n° » apart from its number, and
 * punctuation and thousands never torn from their word.
 */
export function soigner(enfant) {
  if (typeof enfant !== "string") return enfant;
  return enfant
    .replace(/(?<=\p{L})'(?=[\p{L}\d«])/gu, "’")
    .replace(/\b([nN])°[ \u00a0]?(?=\d)/g, `$1°${INSECABLE}`)
    .replace(/« /g, `«${INSECABLE}`)
    .replace(/ (?=[»:;?!%€÷×])/g, INSECABLE)
    .replace(/(?<=\d) (?=(?:\d{3}(?!\d)|Mo|pts?|points?|s|j)(?!\p{L}))/gu, INSECABLE);
}

/** An element with its attributes and children; an undefined child is left out. */
export function element(nom, attributs = {}, ...enfants) {
  const noeud = document.createElement(nom);
  for (const [cle, valeur] of Object.entries(attributs)) {
    if (cle === "au-clic") noeud.addEventListener("click", valeur);
    else if (valeur !== undefined && valeur !== false) noeud.setAttribute(cle, valeur);
  }
  const presents = enfants.flat().filter((enfant) => enfant !== undefined);
  noeud.append(...presents.map(soigner));
  return noeud;
}

/** A formula as it was written: what is put in order in a text must not get into it. */
export function code(texte) {
  const noeud = element("code", { class: "cog-formule" });
  // A line ends behind an argument, not inside a name.
  for (const [rang, morceau] of texte.split(/(?<=[;,(])/).entries()) {
    if (rang) noeud.append(document.createElement("wbr"));
    noeud.append(document.createTextNode(morceau));
  }
  return noeud;
}

/** The title of what is shown, which can take the focus. */
export function titre(texte) {
  return element("h2", { class: "cog-sous-titre", tabindex: "-1" }, texte);
}

/** A button that does something in the pane. */
export function bouton(texte, auClic) {
  return element(
    "button",
    { type: "button", class: "btn cog-secondaire", "au-clic": auClic },
    texte,
  );
}

/** A count with its noun. */
export function pluriel(nombre, mot) {
  return `${nombre.toLocaleString("fr-FR")} ${mot}${nombre > 1 ? "s" : ""}`;
}

// The button of the bar that has this name, where the page offers it.
function offerte(nom) {
  return [...document.querySelectorAll("[data-action]")].find(
    ({ textContent: texte }) => texte.trim() === nom,
  );
}

function lanceur(nom) {
  return element(
    "button",
    { type: "button", class: "cog-lien", "au-clic": () => offerte(nom).click() },
    nom,
  );
}

/** Before anything was asked. */
export function vide() {
  return [
    titre("Que voulez-vous faire ?"),
    element(
      "dl",
      { class: "cog-aides" },
      [
        ["Assistant", "répond à une question en français, avec la formule et la source."],
        ["Contrôler", "vérifie la feuille affichée, ou le formulaire d’une convention."],
        ["Expliquer", "dit d’où vient la valeur de la cellule choisie."],
        ["Recalculer", "relance toutes les formules COG_."],
        ["Insérer une annexe", "ajoute une feuille de la convention, formules comprises."],
        ["Équiper", "relie vos propres tableaux à la convention et y ajoute les résultats."],
        ["Sceller", "établit une copie qui dit sur quoi ses chiffres reposent, à transmettre."],
        ["Vérifier", "dit si le classeur scellé est intact, ou ce qui a changé depuis."],
        ["Scénarios", "recalcule le classeur avec d’autres saisies, sans le modifier."],
        ["Figer", "copie la feuille sans formules, pour l’envoyer."],
        ["Bilan", "tire des annexes le bilan, une fiche, l’évaluation ou le tableau de bord."],
      ]
        .filter(([nom]) => offerte(nom))
        .flatMap(([nom, sens]) => [element("dt", {}, lanceur(nom)), element("dd", {}, sens)]),
    ),
  ];
}

/** While the server or Excel works. */
export function chargement(texte) {
  return [
    element(
      "p",
      { class: "cog-attente" },
      element("span", { class: "cog-roue", "aria-hidden": "true" }),
      element("span", {}, texte),
    ),
  ];
}

/** Something was done. */
export function resultat(entete, ...phrases) {
  return [titre(entete), phrases.map((phrase) => element("p", {}, phrase))];
}

function lignes(paires) {
  return element(
    "dl",
    { class: "cog-valeurs" },
    paires.flatMap(({ name: nom, value: valeur }) => [
      element("dt", {}, nom),
      element("dd", {}, valeur || "(vide)"),
    ]),
  );
}

function appel(recu) {
  const { name: nom, value: valeur, arithmetic: calcul, source } = recu;
  return element(
    "section",
    { class: "cog-appel", "aria-label": nom },
    element("h3", { class: "cog-nom" }, `${nom} : ${valeur || "(vide)"}`),
    lignes(recu.arguments),
    calcul ? element("p", {}, element("strong", {}, "Calcul : "), calcul) : undefined,
    source ? element("p", {}, element("strong", {}, "Source : "), source) : undefined,
    recu.assumptions.map(({ title: objet, text: texte }) =>
      element("p", {}, element("strong", {}, `Hypothèse : ${objet}. `), texte),
    ),
    element(
      "p",
      {},
      element(
        "a",
        { href: adresse(`/aide/${nom}`), target: "_blank", rel: "noopener" },
        `Aide de ${nom} (nouvelle fenêtre)`,
      ),
    ),
  );
}

/** Where the value of a cell comes from. */
export function explication(recue) {
  const { place: lieu, value: valeur, formula: formule, reason: raison } = recue;
  return [
    titre(`${lieu} : ${valeur || "(vide)"}`),
    raison ? element("p", { class: "cog-raison" }, raison) : undefined,
    formule
      ? element("p", {}, code(formule))
      : element("p", {}, "Valeur saisie, sans formule."),
    recue.reads.length ? lignes(recue.reads) : undefined,
    recue.calls.map(appel),
  ].filter((noeud) => noeud !== undefined);
}

/** A failure, with a way to try again where that makes sense. */
export function erreur({ titre: entete, message }, { reessayer } = {}) {
  return [
    element(
      "div",
      { class: "cog-erreur", role: "alert" },
      titre(entete || "L’action n’a pas abouti"),
      element("p", {}, message),
    ),
    reessayer ? bouton("Réessayer", reessayer) : undefined,
  ].filter((noeud) => noeud !== undefined);
}

/** Something was given up before it was done. */
export function annulee({ titre: entete, message }, { reessayer }) {
  return [titre(entete), element("p", {}, message), bouton("Recommencer", reessayer)];
}

/** Whether to recalculate the sheet or the workbook. */
export function portees(choisir) {
  return [
    titre("Recalculer"),
    element(
      "p",
      {},
      "Toutes les formules COG_ sont relancées, même celles qu’Excel croit à jour.",
    ),
    element(
      "p",
      { class: "cog-choix" },
      bouton("Cette feuille", () => choisir("feuille")),
      bouton("Tout le classeur", () => choisir("classeur")),
    ),
  ];
}

/** A labelled list to choose from: [label, list]; `auChoix` receives the value chosen. */
export function liste(id, intitule, groupes, auChoix) {
  const choix = element("select", { id, class: "form-select" }, groupes);
  if (auChoix) choix.addEventListener("change", () => auChoix(choix.value));
  return [element("label", { for: id, class: "form-label" }, intitule), choix];
}

/** One line of such a list. */
export function option({ valeur, texte }) {
  return element("option", { value: valeur }, texte);
}

/** The form that asks for an annex, then for one of its sheets. */
export function formulaireAnnexe(conventions, { feuillesDe, inserer }) {
  const annexes = conventions.map(({ convention, annexes: offertes }) =>
    element(
      "optgroup",
      { label: convention },
      offertes.map(({ id, title: texte }) => option({ valeur: id, texte })),
    ),
  );
  const champFeuille = liste("cog-feuille", "Feuille", []);
  const [, choixFeuille] = champFeuille;
  const compagnes = element("p", { class: "cog-note", "aria-live": "polite" });
  const valider = element("button", { type: "submit", class: "btn cog-principal" }, "Insérer");
  let connues = [];

  const annoncer = () => {
    const { with: avec = [] } = connues.find(({ name }) => name === choixFeuille.value) ?? {};
    compagnes.textContent = avec.length
      ? `Avec elle, les feuilles qu’elle lit : ${avec.join(", ")}.`
      : "";
  };
  const charger = async (annexe) => {
    valider.disabled = true;
    choixFeuille.replaceChildren();
    connues = await feuillesDe(annexe);
    choixFeuille.append(...connues.map(({ name }) => option({ valeur: name, texte: name })));
    valider.disabled = false;
    annoncer();
  };
  choixFeuille.addEventListener("change", annoncer);
  const choixAnnexe = liste("cog-annexe", "Convention et annexe", annexes, charger);
  const formulaire = element(
    "form",
    { class: "cog-formulaire" },
    element("div", {}, choixAnnexe),
    element("div", {}, champFeuille),
    compagnes,
    valider,
  );
  formulaire.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    inserer(choixAnnexe[1].value, choixFeuille.value);
  });
  return { contenu: [titre("Insérer une annexe"), formulaire], charger, premiere: choixAnnexe[1].value };
}
