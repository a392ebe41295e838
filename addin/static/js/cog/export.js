// The conversation as a file for the records, made in the browser: nothing is sent.

import { fondements, formuleLue, hypotheses, valeurAPart } from "./bulles.js";

const STYLE = `
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #1b2733;
  font: 1rem/1.5 system-ui, sans-serif; }
section { margin: 0 0 1.5rem; padding-top: 1rem; border-top: 1px solid #6b7885; }
h2 { margin: 0 0 0.5rem; font-size: 1.125rem; }
p { margin: 0 0 0.25rem; }
table { border-collapse: collapse; margin: 0.5rem 0; }
th, td { padding: 0.125rem 0.5rem; border: 1px solid #6b7885; text-align: left; }
/* A spreadsheet that opens this file keeps every cell as text. */
h2, p, th, td { mso-number-format: "\\@"; }
`;

function paires({ question, notes, suites, reponse }) {
  const recue = reponse ?? { text: "(sans réponse)" };
  const formule = formuleLue(recue);
  const apart = valeurAPart(recue);
  return [
    ["Question", question],
    ...notes.map((note) => ["Volet", note]),
    ["Réponse", [apart, recue.text, ...(recue.details ?? [])].filter(Boolean).join("\n")],
    ...(recue.choices?.length ? [["Proposé", recue.choices.join(" · ")]] : []),
    ...(recue.bars ?? []).map(({ label, text }) => [label, text]),
    ...(formule ? [["Formule", formule]] : []),
    ...fondements(recue),
    ...hypotheses(recue),
    ...suites.map((note) => ["Volet", note]),
  ];
}

function lignesDuTableau({ reponse }) {
  const { headings = [], rows = [] } = reponse?.table ?? {};
  return [...(headings.length ? [headings] : []), ...rows].map((ligne) =>
    ligne.map((valeur) =>
      typeof valeur === "number" ? valeur.toLocaleString("fr-FR") : String(valeur ?? ""),
    ),
  );
}

function moment() {
  return new Date().toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
}

/** The conversation as plain text. */
export function enTexte(tours) {
  const blocs = tours.map((tour) =>
    [
      ...paires(tour).map(([nom, texte]) => `${nom} : ${texte}`),
      ...lignesDuTableau(tour).map((ligne) => ligne.join("\t")),
    ].join("\n"),
  );
  return [`Conversation avec l’assistant COG, ${moment()}`, ...blocs].join("\n\n");
}

function section(page, tour) {
  const ajouter = (parent, nom, texte) => {
    const noeud = page.createElement(nom);
    noeud.textContent = texte;
    parent.append(noeud);
    return noeud;
  };
  const bloc = page.createElement("section");
  for (const [rang, [nom, texte]] of paires(tour).entries()) {
    ajouter(bloc, rang ? "p" : "h2", `${nom} : ${texte}`);
  }
  const lignes = lignesDuTableau(tour);
  if (lignes.length) {
    const tableau = ajouter(bloc, "table", "");
    lignes.forEach((ligne, rang) => {
      const rangee = ajouter(tableau, "tr", "");
      const titre = rang === 0 && tour.reponse.table.headings?.length;
      ligne.forEach((texte) => ajouter(rangee, titre ? "th" : "td", texte));
    });
  }
  return bloc;
}

/** The conversation as a page that stands alone; texts stay texts. */
export function enPage(tours) {
  const titre = "Conversation avec l’assistant COG";
  const page = document.implementation.createHTMLDocument(titre);
  page.documentElement.lang = "fr";
  const encodage = page.createElement("meta");
  encodage.setAttribute("charset", "utf-8");
  const style = page.createElement("style");
  style.textContent = STYLE;
  page.head.prepend(encodage);
  page.head.append(style);
  const entete = page.createElement("h1");
  entete.textContent = titre;
  const quand = page.createElement("p");
  quand.textContent = `Exportée le ${moment()}.`;
  page.body.append(entete, quand, ...tours.map((tour) => section(page, tour)));
  return `<!doctype html>\n${page.documentElement.outerHTML}\n`;
}

/** Hand the conversation over as a downloaded file. */
export function enregistrer(tours) {
  const adresse = URL.createObjectURL(new Blob([enPage(tours)], { type: "text/html" }));
  const lien = document.createElement("a");
  lien.href = adresse;
  lien.download = `conversation-cog-${new Date().toLocaleDateString("sv")}.html`;
  document.body.append(lien);
  lien.click();
  lien.remove();
  URL.revokeObjectURL(adresse);
}

/** Copy a text; some hosts of the pane refuse the modern way. Returns whether it was copied. */
export async function copier(texte) {
  try {
    await navigator.clipboard.writeText(texte);
    return true;
  } catch {
    return copierAncien(texte);
  }
}

function copierAncien(texte) {
  const { activeElement: actif } = document;
  const champ = document.createElement("textarea");
  champ.value = texte;
  champ.className = "visually-hidden";
  document.body.append(champ);
  champ.select();
  const copie = document.execCommand("copy");
  champ.remove();
  actif?.focus();
  return copie;
}
