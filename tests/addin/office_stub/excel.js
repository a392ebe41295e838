// Stands for Excel, with the rule that catches most mistakes kept as Excel has it: a property may be
// read only after it was loaded and the context synchronised.
(() => {
  const { etat, journal, erreur, adresse, bornes, cellule, ecrireCellule, remplie, recalculer } = bouchon;

  // ---- objects that must be loaded before they are read ----
  function chargeable(contexte, lecteurs, reste = {}) {
    const charges = new Map();
    const objet = {
      ...reste,
      load(noms) {
        const voulus = (Array.isArray(noms) ? noms : String(noms ?? "").split(","))
          .map((nom) => nom.trim())
          .filter(Boolean);
        contexte.attente.push(() => {
          for (const nom of voulus) {
            // A property asked of a collection is loaded for each of its items.
            const chemin = "items" in lecteurs && !nom.startsWith("items") ? `items/${nom}` : nom;
            const [premier, ...suite] = chemin.split("/");
            if (!(premier in lecteurs)) {
              if (premier in reste) continue;
              throw erreur("InvalidArgument", `load: ${nom}`);
            }
            const valeur = lecteurs[premier].lire();
            charges.set(premier, valeur);
            if (suite.length) {
              const dessous = Array.isArray(valeur) ? valeur : [valeur];
              dessous.forEach((un) => un.load(suite.join("/")));
              vider(contexte);
            }
          }
        });
        return objet;
      },
    };
    for (const [nom, { ecrire }] of Object.entries(lecteurs)) {
      Object.defineProperty(objet, nom, {
        enumerable: true,
        get() {
          if (!charges.has(nom)) throw erreur("PropertyNotLoaded", nom);
          return charges.get(nom);
        },
        set(valeur) {
          if (!ecrire) throw erreur("ReadOnly", nom);
          ecrire(valeur);
        },
      });
    }
    return objet;
  }
  function vider(contexte) {
    while (contexte.attente.length) contexte.attente.shift()();
  }
  const lu = (lire, ecrire) => ({ lire, ecrire });
  const collection = (contexte, lire = () => []) => chargeable(contexte, { items: lu(lire) });

  // ---- Excel ----
  function plageDe(contexte, feuille, place) {
    const absente = place === null;
    const { ligne, colonne, hauteur, largeur } = place ?? { ligne: 0, colonne: 0, hauteur: 0, largeur: 0 };
    const grille = (lire) =>
      Array.from({ length: hauteur }, (_, i) =>
        Array.from({ length: largeur }, (_, j) => lire(cellule(feuille, ligne + i, colonne + j))),
      );
    const coins =
      hauteur === 1 && largeur === 1
        ? adresse(ligne, colonne)
        : `${adresse(ligne, colonne)}:${adresse(ligne + hauteur - 1, colonne + largeur - 1)}`;
    const chaque = (matrice, faire) => {
      if (matrice.length !== hauteur || matrice.some((une) => une.length !== largeur)) {
        throw erreur("InvalidArgument", `matrix of another size than ${coins}`);
      }
      matrice.forEach((une, i) => une.forEach((valeur, j) => faire(ligne + i, colonne + j, valeur)));
    };
    const chaqueCellule = (faire) => {
      for (let l = ligne; l < ligne + hauteur; l += 1) {
        for (let c = colonne; c < colonne + largeur; c += 1) faire(l, c);
      }
    };
    const ecrire = (matrice) => chaque(matrice, (l, c, v) => ecrireCellule(feuille, l, c, v));
    const noter = (nom) => (valeur) => journal.push([nom, feuille.nom, coins, valeur]);
    const bords = (cote) =>
      Object.defineProperties({}, { style: { set: noter(`bord ${cote}`) }, color: { set: noter(`couleur ${cote}`) } });
    const format = {
      fill: Object.defineProperty({}, "color", { set: noter("fond") }),
      font: Object.defineProperties({}, { bold: { set: noter("gras") }, italic: { set: noter("italique") }, color: { set: noter("couleur") }, size: { set: noter("taille") } }),
      borders: { getItem: bords },
    };
    for (const nom of ["wrapText", "horizontalAlignment", "verticalAlignment", "columnWidth", "rowHeight"]) {
      Object.defineProperty(format, nom, { set: noter(nom) });
    }
    const plage = chargeable(
      contexte,
      {
        address: lu(() => `${feuille.nom}!${coins}`),
        values: lu(() => grille(({ v }) => v ?? ""), ecrire),
        valueTypes: lu(() => {
          if (etat.lecturesRefusees > 0) {
            etat.lecturesRefusees -= 1;
            throw erreur("InvalidOperationInCellEditMode", coins);
          }
          journal.push(["genres lus", `${feuille.nom}!${coins}`]);
          return grille(({ f, v }) => {
            if (f === undefined && (v ?? "") === "") return "Empty";
            return { number: "Double", boolean: "Boolean" }[typeof v] ?? "String";
          });
        }),
        formulas: lu(() => grille(({ f, v }) => f ?? v ?? ""), ecrire),
        numberFormat: lu(
          () => grille(({ nf }) => nf ?? "General"),
          (matrice) =>
            chaque(matrice, (l, c, nf) => {
              const cle = adresse(l, c);
              feuille.cellules[cle] = { ...(feuille.cellules[cle] ?? {}), nf };
            }),
        ),
        rowIndex: lu(() => ligne),
        columnIndex: lu(() => colonne),
        rowCount: lu(() => hauteur),
        columnCount: lu(() => largeur),
        cellCount: lu(() => hauteur * largeur),
      },
      {
        format,
        select() {
          etat.classeur.selection = coins;
          journal.push(["selection", feuille.nom, coins]);
        },
        merge: noter("fusion"),
        clear() {
          if (hauteur === 1048576) feuille.cellules = {};
          else chaqueCellule((l, c) => { delete feuille.cellules[adresse(l, c)]; });
        },
        copyFrom(source, type) {
          const lues = source.grilleInterne(({ f, v }) => (type.toLowerCase() === "values" ? (v ?? "") : (f ?? v ?? "")));
          ecrire(lues);
        },
        getSpillParentOrNullObject() {
          const cle = cellule(feuille, ligne, colonne).parent;
          return plageDe(contexte, feuille, cle ? bornes(cle) : null);
        },
      },
    );
    Object.defineProperty(plage, "grilleInterne", { value: grille });
    Object.defineProperty(plage, "conditionalFormats", {
      get: () =>
        collection(contexte, () =>
          (feuille.conditions ?? []).map((une) => ({
            type: une.type,
            load() {},
            custom: chargeable(contexte, { rule: lu(() => ({ formula: une.formule })) }),
            cellValue: chargeable(contexte, { rule: lu(() => ({ formula1: une.formule })) }),
            getRange: () => plageDe(contexte, feuille, bornes(une.plage)),
          })),
        ),
    });
    plage.isNullObject = absente;
    return plage;
  }
  // Defined names: {"NOM": "=definition"}; Excel does not give them while `nomsMuets` is set.
  function typeDuNom(formule) {
    if (/#REF!/.test(formule)) return "Error";
    if (/^="/.test(formule)) return "String";
    if (/!\$?[A-Z]/.test(formule)) return "Range";
    return Number.isNaN(Number(formule.slice(1))) ? "Error" : "Double";
  }
  function nomDe(contexte, formule) {
    const cible = () => {
      const [, feuille, place] = /^='?([^'!]+)'?!(.+)$/.exec(formule);
      return plageDe(contexte, feuilleNommee(feuille), bornes(place));
    };
    const objet = chargeable(
      contexte,
      { formula: lu(() => formule), type: lu(() => typeDuNom(formule)) },
      { isNullObject: false, getRangeOrNullObject: cible },
    );
    return objet;
  }
  function nomsDe(contexte, ou) {
    const noms = collection(contexte);
    noms.add = (nom, definition) => {
      if (ou.noms?.[nom] !== undefined) throw erreur("InvalidArgument", nom);
      ou.noms = { ...ou.noms, [nom]: definition };
      journal.push(["nom ajouté", ou.nom, nom, definition]);
    };
    noms.getItem = (nom) => {
      if (ou.noms?.[nom] === undefined) throw erreur("ItemNotFound", nom);
      return { delete() { delete ou.noms[nom]; } };
    };
    noms.getItemOrNullObject = (nom) => {
      if (etat.nomsMuets) throw erreur("InvalidOperationInCellEditMode", nom);
      journal.push(["nom lu", ou.nom]);
      const formule = ou.noms?.[nom];
      if (formule !== undefined) return nomDe(contexte, formule);
      return { isNullObject: true, load() { return this; } };
    };
    return noms;
  }
  function feuilleDe(contexte, feuille) {
    const objet = chargeable(
      contexte,
      {
        name: lu(() => feuille.nom, (nom) => { feuille.nom = nom; }),
        position: lu(() => etat.classeur.feuilles.indexOf(feuille)),
        visibility: lu(() => feuille.visibilite ?? "Visible", (v) => { feuille.visibilite = v; }),
        showGridlines: lu(() => feuille.quadrillage ?? true, (q) => { feuille.quadrillage = q; }),
      },
      {
        isNullObject: false,
        names: nomsDe(contexte, feuille),
        tables: collection(contexte),
        charts: collection(contexte),
        pivotTables: collection(contexte),
        shapes: collection(contexte),
        pageLayout: { getPrintAreaOrNullObject: () => ({ isNullObject: true, load() { return this; } }) },
        freezePanes: { freezeAt: (plage) => { feuille.figee = true; journal.push(["volets", feuille.nom]); return plage; } },
        getRange: (texte = "A1:XFD1048576") => plageDe(contexte, feuille, bornes(texte)),
        getRangeByIndexes: (ligne, colonne, hauteur, largeur) =>
          plageDe(contexte, feuille, { ligne, colonne, hauteur, largeur }),
        getUsedRangeOrNullObject: () => plageDe(contexte, feuille, remplie(feuille)),
        activate() { etat.classeur.active = etat.classeur.feuilles.indexOf(feuille); },
        calculate() { journal.push(["calcul", feuille.nom]); recalculer([feuille]); },
        delete() {
          etat.classeur.feuilles.splice(etat.classeur.feuilles.indexOf(feuille), 1);
          etat.classeur.active = Math.min(etat.classeur.active, etat.classeur.feuilles.length - 1);
        },
        copy(position, relative) {
          const rang = etat.classeur.feuilles.indexOf(relative.modele) + (position === "After" ? 1 : 0);
          const copie = { ...structuredClone({ ...feuille }), nom: `${feuille.nom} (2)` };
          etat.classeur.feuilles.splice(rang, 0, copie);
          return feuilleDe(contexte, copie);
        },
      },
    );
    Object.defineProperty(objet, "modele", { value: feuille });
    return objet;
  }
  // Custom XML parts: texts, told apart by the namespace of their root.
  function partiesDe(contexte) {
    const parties = () => (etat.classeur.parties ??= []);
    const une = (texte) =>
      chargeable(contexte, { id: lu(() => texte) }, {
        delete() { parties().splice(parties().indexOf(texte), 1); },
      });
    return {
      add(texte) {
        const lu = new DOMParser().parseFromString(texte, "text/xml");
        if (lu.querySelector("parsererror")) throw erreur("InvalidArgument", texte);
        parties().push(texte);
      },
      getByNamespace: (espace) =>
        collection(contexte, () => parties().filter((texte) => texte.includes(`xmlns="${espace}"`)).map(une)),
    };
  }
  function feuilleNommee(nom) {
    return etat.classeur.feuilles.find((une) => une.nom.toLowerCase() === nom.toLowerCase());
  }
  class RequestContext {
    constructor() {
      this.attente = [];
      const active = () => feuilleDe(this, etat.classeur.feuilles[etat.classeur.active]);
      const feuilles = chargeable(
        this,
        { items: lu(() => etat.classeur.feuilles.map((une) => feuilleDe(this, une))) },
        {
          getActiveWorksheet: active,
          getItem: (nom) => {
            const trouvee = feuilleNommee(nom);
            if (!trouvee) throw erreur("ItemNotFound", nom);
            return feuilleDe(this, trouvee);
          },
          getItemOrNullObject: (nom) =>
            feuilleNommee(nom) ? feuilleDe(this, feuilleNommee(nom)) : { isNullObject: true },
          add: (nom) => {
            if (feuilleNommee(nom)) throw erreur("ItemAlreadyExists", nom);
            const neuve = { nom, cellules: {} };
            etat.classeur.feuilles.push(neuve);
            return feuilleDe(this, neuve);
          },
          onCalculated: { add() {} },
        },
      );
      this.application = chargeable(
        this,
        { calculationMode: lu(() => "Automatic") },
        {
          calculate(type) { journal.push(["calcul", type]); recalculer(etat.classeur.feuilles); },
          cultureInfo: chargeable(this, { name: lu(() => "fr-FR") }, {
            datetimeFormat: chargeable(this, { shortDatePattern: lu(() => "dd/MM/yyyy") }),
          }),
        },
      );
      const choisie = () => plageDe(this, etat.classeur.feuilles[etat.classeur.active], bornes(etat.classeur.selection));
      this.workbook = chargeable(
        this,
        { name: lu(() => etat.classeur.nom) },
        {
          functions: {
            date: (an, mois, jour) =>
              chargeable(this, {
                value: lu(() => (Date.UTC(an, mois - 1, jour) - Date.UTC(1899, 11, 30)) / 86400000 - (etat.depuis1904 ? 1462 : 0)),
              }),
          },
          worksheets: feuilles,
          application: this.application,
          names: nomsDe(this, etat.classeur),
          customXmlParts: partiesDe(this),
          getSelectedRange: choisie,
          getActiveCell: choisie,
        },
      );
    }
    async sync() {
      await Promise.resolve();
      vider(this);
    }
  }
  globalThis.Excel = {
    RequestContext,
    ShapeType: { image: "Image" },
    ClearApplyTo: {},
    DeleteShiftDirection: {},
    InsertShiftDirection: {},
    GroupOption: {},
    createWorkbook: async (contenu) => { journal.push(["nouveau", contenu.length]); },
    async run(...donnes) {
      const contexte = new RequestContext();
      const rendu = await donnes.at(-1)(contexte);
      await contexte.sync();
      return rendu;
    },
  };
})();
