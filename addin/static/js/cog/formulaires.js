// Fields of the forms of the pane, each with its label.

import { element } from "./affichage.js";

/** A box to tick: {boite, bloc}. */
export function caseACocher(id, intitule, cochee) {
  const boite = element("input", { id, type: "checkbox", class: "form-check-input", checked: cochee });
  const bloc = element(
    "div",
    { class: "form-check" },
    boite,
    element("label", { for: id, class: "form-check-label" }, intitule),
  );
  return { boite, bloc };
}

/** A line to type into: {champ, bloc}. */
export function champ(id, intitule, valeur, plus = {}) {
  const saisie = element("input", {
    id,
    type: "text",
    class: "form-control",
    autocomplete: "off",
    ...plus,
  });
  saisie.value = valeur;
  const bloc = element(
    "div",
    {},
    element("label", { for: id, class: "form-label" }, intitule),
    saisie,
  );
  return { champ: saisie, bloc };
}
