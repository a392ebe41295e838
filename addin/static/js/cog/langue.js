// The page of xlwings Server is written in English; this one speaks French. A classic script:
// the language must be right before anything is read out.
(() => {
  document.documentElement.lang = "fr";
  const traduire = (selecteur, texte) => {
    const trouve = document.querySelector(selecteur);
    if (trouve) trouve.textContent = texte;
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const croix of document.querySelectorAll(".btn-close")) {
      croix.setAttribute("aria-label", "Fermer ce message");
    }
    traduire(
      "#xlwings-office-ready-error .mb-3",
      "Le complément ne s’est pas ouvert correctement.",
    );
    traduire("#xlwings-taskpane-reload-btn", "Recharger");
    traduire("#xlwings-taskpane-reload-cancel-btn", "Annuler");
  });
})();
