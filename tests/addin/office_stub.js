// Stands for Office, Excel and CustomFunctions in a browser: a small workbook in memory, with
// the rule that catches most mistakes kept as Excel has it: a property may be read only after
// it was loaded and the context synchronised.
(() => {
  const ERREURS = {
    "#DIV/0!": "Div0",
    "#N/A": "NotAvailable",
    "#NAME?": "Name",
    "#NULL!": "Null",
    "#NUM!": "Num",
    "#REF!": "Ref",
    "#VALUE!": "Value",
  };
  const fonctions = new Map();
  const actions = new Map();
  const journal = [];
  let classeur = { nom: "classeur.xlsx", active: 0, selection: "A1", feuilles: [] };
  let recalculObei = true;
  let videsAZero = false;
  let depuis1904 = false;
  let fenetresRefusees = false;
  let visibilite = () => {};
  let lecturesRefusees = 0;
  let fichier = { url: "", octets: null };
  let metadonnees = null;

  // ---- addresses ----
  const lettres = (numero) => {
    let texte = "";
    for (; numero > 0; numero = Math.floor((numero - 1) / 26)) {
      texte = String.fromCharCode(65 + ((numero - 1) % 26)) + texte;
    }
    return texte;
  };
  const nombre = (texte) => [...texte].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0);
  const adresse = (ligne, colonne) => `${lettres(colonne + 1)}${ligne + 1}`;
  function bornes(texte) {
    const [debut, fin = debut] = texte.replaceAll("$", "").split(":");
    const lire = (coin, defaut) => {
      const [, colonne, ligne] = /^([A-Z]*)(\d*)$/.exec(coin) ?? [];
      if (colonne === undefined || coin === "") throw erreur("InvalidArgument", texte);
      return [
        ligne ? Number(ligne) - 1 : defaut[0],
        colonne ? nombre(colonne) - 1 : defaut[1],
      ];
    };
    const [l1, c1] = lire(debut, [0, 0]);
    const [l2, c2] = lire(fin, [1048575, 16383]);
    return { ligne: l1, colonne: c1, hauteur: l2 - l1 + 1, largeur: c2 - c1 + 1 };
  }
  function erreur(code, message) {
    const e = new Error(`${code}: ${message}`);
    e.code = code;
    return e;
  }

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

  // ---- cells ----
  const cellule = (feuille, l, c) => feuille.cellules[adresse(l, c)] ?? {};
  function ecrireCellule(feuille, l, c, contenu) {
    const cle = adresse(l, c);
    const avant = feuille.cellules[cle] ?? {};
    if (contenu === "" || contenu === null) {
      feuille.cellules[cle] = { ...avant, v: "", f: undefined };
    } else if (typeof contenu === "string" && contenu.startsWith("=")) {
      feuille.cellules[cle] = { ...avant, f: contenu, v: avant.v ?? 0 };
      calculer(feuille, cle);
    } else if (typeof contenu === "string" && contenu.startsWith("'")) {
      feuille.cellules[cle] = { ...avant, f: undefined, v: contenu.slice(1) };
    } else {
      feuille.cellules[cle] = { ...avant, f: undefined, v: contenu };
    }
  }
  function remplie(feuille) {
    const places = Object.entries(feuille.cellules)
      .filter(([, { v, f }]) => f !== undefined || (v !== undefined && v !== ""))
      .map(([cle]) => bornes(cle));
    if (!places.length) return null;
    const l1 = Math.min(...places.map((p) => p.ligne));
    const c1 = Math.min(...places.map((p) => p.colonne));
    const l2 = Math.max(...places.map((p) => p.ligne));
    const c2 = Math.max(...places.map((p) => p.colonne));
    return { ligne: l1, colonne: c1, hauteur: l2 - l1 + 1, largeur: c2 - c1 + 1 };
  }

  // ---- calculation: what Excel does with =COG_X(constants and references) ----
  const APPEL = /^(COG_[A-Z_]+)\((.*)\)$/s;
  function lireArguments(feuille, texte) {
    const morceaux = [];
    let courant = "";
    let guillemets = false;
    let profondeur = 0;
    for (const signe of texte) {
      if (signe === '"') guillemets = !guillemets;
      if (!guillemets && "({".includes(signe)) profondeur += 1;
      if (!guillemets && ")}".includes(signe)) profondeur -= 1;
      if (signe === "," && !guillemets && !profondeur) {
        morceaux.push(courant);
        courant = "";
      } else courant += signe;
    }
    morceaux.push(courant);
    return Promise.all(morceaux.map((un) => valeurDe(feuille, un.trim())));
  }
  // Where each argument comes from, as Excel says it; nothing for what is no reference.
  function adressesDe(feuille, texte) {
    return texte.split(",").map((un) => {
      const [, ou, place] = /^(?:(.+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/.exec(un.trim()) ?? [];
      return place ? `${ou ?? feuille.nom}!${place}` : "";
    });
  }
  async function valeurDe(feuille, texte) {
    if (texte === "") return null;
    const appel = APPEL.exec(texte);
    if (appel) {
      const rendu = await appeler(appel[1], await lireArguments(feuille, appel[2]));
      return rendu.valeur ?? "#VALUE!";
    }
    if (/^".*"$/s.test(texte)) return texte.slice(1, -1).replaceAll('""', '"');
    if (/^(TRUE|FALSE)$/.test(texte)) return texte === "TRUE";
    if (!Number.isNaN(Number(texte))) return Number(texte);
    const { ligne, colonne, hauteur, largeur } = bornes(texte.split("!").pop());
    return Array.from({ length: hauteur }, (_, i) =>
      Array.from({ length: largeur }, (_, j) => {
        const valeur = cellule(feuille, ligne + i, colonne + j).v ?? "";
        // So do some versions for the desktop.
        return valeur === "" && videsAZero ? 0 : valeur;
      }),
    );
  }
  async function calculer(feuille, cle) {
    const contenu = feuille.cellules[cle];
    const appel = APPEL.exec(contenu.f.slice(1));
    if (!appel) {
      if (/_xldudf_|_xll\./.test(contenu.f)) contenu.v = "#NAME?";
      return;
    }
    journal.push(["appel", contenu.f]);
    contenu.v = "#BUSY!";
    const rendu = await appeler(
      appel[1],
      await lireArguments(feuille, appel[2]),
      `${feuille.nom}!${cle}`,
      adressesDe(feuille, appel[2]),
    );
    const valeur = rendu.valeur?.[0]?.[0];
    contenu.v = rendu.erreur ? "#VALUE!" : (valeur?.type === "Error" ? "#N/A" : valeur);
  }
  function recalculer(feuilles) {
    if (!recalculObei) return;
    for (const feuille of feuilles) {
      for (const [cle, { f }] of Object.entries(feuille.cellules)) {
        if (f) calculer(feuille, cle);
      }
    }
  }
  async function enForme(nom, valeurs) {
    metadonnees ??= fetch(`${config.appPath}/xlwings/custom-functions-meta.json`).then((lu) => lu.json());
    const { parameters } = (await metadonnees).functions.find(({ id }) => id === nom);
    // A call with too many arguments is passed on whole: the server must refuse it.
    const nombre = Math.max(parameters.length, valeurs.length);
    return Array.from({ length: nombre }, (_, rang) => {
      const { dimensionality } = parameters[rang] ?? { dimensionality: "matrix" };
      const valeur = valeurs[rang] ?? null;
      if (valeur === null) return null;
      const bloc = Array.isArray(valeur) ? valeur : [[valeur]];
      const cellules = bloc.map((ligne) =>
        ligne.map((une) =>
          une in ERREURS ? { type: "Error", basicType: "Error", basicValue: une, errorType: ERREURS[une] } : une,
        ),
      );
      return dimensionality === "matrix" ? cellules : cellules[0][0];
    });
  }
  async function appeler(nom, valeurs, address = "Feuil1!A1", parameterAddresses = []) {
    const preparees = await enForme(nom, valeurs);
    try {
      const invocation = { address, parameterAddresses, functionName: nom };
      return { valeur: await fonctions.get(nom)(...preparees, invocation) };
    } catch (e) {
      return { erreur: e.code ?? "inattendue", message: e.message };
    }
  }

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
          if (lecturesRefusees > 0) {
            lecturesRefusees -= 1;
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
          classeur.selection = coins;
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
  let nomsMuets = false;
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
      if (nomsMuets) throw erreur("InvalidOperationInCellEditMode", nom);
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
        position: lu(() => classeur.feuilles.indexOf(feuille)),
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
        activate() { classeur.active = classeur.feuilles.indexOf(feuille); },
        calculate() { journal.push(["calcul", feuille.nom]); recalculer([feuille]); },
        delete() {
          classeur.feuilles.splice(classeur.feuilles.indexOf(feuille), 1);
          classeur.active = Math.min(classeur.active, classeur.feuilles.length - 1);
        },
        copy(position, relative) {
          const rang = classeur.feuilles.indexOf(relative.modele) + (position === "After" ? 1 : 0);
          const copie = { ...structuredClone({ ...feuille }), nom: `${feuille.nom} (2)` };
          classeur.feuilles.splice(rang, 0, copie);
          return feuilleDe(contexte, copie);
        },
      },
    );
    Object.defineProperty(objet, "modele", { value: feuille });
    return objet;
  }
  // Custom XML parts: texts, told apart by the namespace of their root.
  function partiesDe(contexte) {
    const parties = () => (classeur.parties ??= []);
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
    return classeur.feuilles.find((une) => une.nom.toLowerCase() === nom.toLowerCase());
  }
  class RequestContext {
    constructor() {
      this.attente = [];
      const active = () => feuilleDe(this, classeur.feuilles[classeur.active]);
      const feuilles = chargeable(
        this,
        { items: lu(() => classeur.feuilles.map((une) => feuilleDe(this, une))) },
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
            classeur.feuilles.push(neuve);
            return feuilleDe(this, neuve);
          },
          onCalculated: { add() {} },
        },
      );
      this.application = chargeable(
        this,
        { calculationMode: lu(() => "Automatic") },
        {
          calculate(type) { journal.push(["calcul", type]); recalculer(classeur.feuilles); },
          cultureInfo: chargeable(this, { name: lu(() => "fr-FR") }, {
            datetimeFormat: chargeable(this, { shortDatePattern: lu(() => "dd/MM/yyyy") }),
          }),
        },
      );
      const choisie = () => plageDe(this, classeur.feuilles[classeur.active], bornes(classeur.selection));
      this.workbook = chargeable(
        this,
        { name: lu(() => classeur.nom) },
        {
          functions: {
            date: (an, mois, jour) =>
              chargeable(this, {
                value: lu(() => (Date.UTC(an, mois - 1, jour) - Date.UTC(1899, 11, 30)) / 86400000 - (depuis1904 ? 1462 : 0)),
              }),
          },
          worksheets: feuilles,
          application: this.application,
          names: nomsDe(this, classeur),
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
  class CustomFunctionsError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  globalThis.CustomFunctions = {
    associate: (nom, fonction) => fonctions.set(nom, fonction),
    Error: CustomFunctionsError,
    ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A" },
  };
  const pret = { host: "Excel", platform: "PC" };
  // ---- the open workbook as a file, handed over in slices ----
  const succes = (value) => ({ status: "succeeded", value });
  const refus = (message) => ({ status: "failed", error: { message } });
  const tranches = (octets, taille) => ({
    sliceCount: Math.ceil(octets.length / taille),
    size: octets.length,
    getSliceAsync: (rang, suite) =>
      suite(succes({ index: rang, data: [...octets.slice(rang * taille, (rang + 1) * taille)] })),
    closeAsync: (suite) => { journal.push(["fichier", "fermé"]); suite(succes()); },
  });

  globalThis.Office = {
    onReady: (suite) => Promise.resolve(pret).then((info) => { suite?.(info); return info; }),
    actions: { associate: (nom, action) => actions.set(nom, action) },
    addin: {
      showAsTaskpane: async () => { journal.push(["volet"]); },
      onVisibilityModeChanged: (suite) => { visibilite = suite; },
    },
    EventType: { DialogMessageReceived: "message" },
    context: {
      // Notes (ExcelApi 1.18) and pivot tables (1.8) are of no interest here.
      requirements: {
        isSetSupported: (nom, version) =>
          nom !== "ExcelApi" || !["1.18", "1.8"].includes(String(version)),
      },
      ui: {
        openBrowserWindow: (page) => journal.push(["page", page]),
        displayDialogAsync: (page, taille, suite) => {
          journal.push(["fenêtre", page]);
          suite(fenetresRefusees ? refus("12007") : succes({ addEventHandler() {}, close() {} }));
        },
      },
      document: {
        get url() { return fichier.url; },
        getFileAsync: (type, options, suite) => {
          if (type !== "compressed") throw erreur("InvalidArgument", type);
          if (!fichier.octets) { suite(refus("Le fichier n’est pas disponible.")); return; }
          journal.push(["fichier", "ouvert"]);
          suite(succes(tranches(fichier.octets, options.sliceSize)));
        },
      },
    },
    FileType: { Compressed: "compressed", Text: "text", Pdf: "pdf" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  };

  /** What the tests hold on to. */
  globalThis.essai = {
    appeler,
    journal,
    fonctions,
    poser: (nouveau) => { classeur = { active: 0, selection: "A1", nom: "classeur.xlsx", ...nouveau }; },
    compterDepuis1904: (oui) => { depuis1904 = oui; },
    refuserLesFenetres: (oui) => { fenetresRefusees = oui; },
    fermerLeVolet: (oui) => visibilite({ visibilityMode: oui ? "Hidden" : "Taskpane" }),
    viderAZero: (oui) => { videsAZero = oui; },
    refuserLesLectures: (nombre) => { lecturesRefusees = nombre; },
    taireLesNoms: (oui) => { nomsMuets = oui; },
    lire: () => JSON.parse(JSON.stringify(classeur)),
    enregistre: (url, base64) => {
      // Excel knows a workbook by its name; the address may be that of a copy.
      classeur.nom = decodeURIComponent(url.split(/[?#]/)[0].split(/[/\\]/).pop());
      fichier = { url, octets: Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0)) };
    },
    obeir: (oui) => { recalculObei = oui; },
    ruban: async (nom) => {
      let fini = false;
      await actions.get(nom)({ completed: () => { fini = true; } });
      return fini;
    },
    rubans: () => [...actions.keys()].sort(),
  };
})();
