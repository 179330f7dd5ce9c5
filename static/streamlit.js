// Mends what Streamlit itself writes, as it appears. Its own few words are in English only: on a page in French they are
// said in French. The language is that of the address; it becomes that of the document, for whoever listens to the page.

const WORDS = {
  "No results": "Aucun résultat",
  "No options to select": "Rien à choisir",
  "Choose an option": "Choisir",
  "Choose options": "Choisir",
  "Select all": "Tout choisir",
  "Selected values": "Valeurs choisies",
  "Selectbox options": "Choix proposés",
  "Open": "Ouvrir",
  "Close": "Fermer",
  "Clear value": "Effacer",
  "Clear entry": "Effacer",
  "Clear all": "Tout effacer",
  "Clear selection": "Ne plus rien choisir",
  "(required)": "(obligatoire)",
  "Invalid input.": "Saisie non valable.",
  "Decrement": "Diminuer",
  "Increment": "Augmenter",
  "Number is above the allowed range.": "Ce nombre est trop grand.",
  "Number is below the allowed range.": "Ce nombre est trop petit.",
  "Upload": "Choisir un fichier",
  "Add files": "Ajouter des fichiers",
  "Drag and drop a file here": "Déposer le fichier ici",
  "Drag and drop files here": "Déposer les fichiers ici",
  "file upload": "envoi d’un fichier",
  "Upload failed": "L’envoi a échoué",
  "Click to retry upload": "Recommencer l’envoi",
  "File size is too small.": "Ce fichier est vide.",
  "Only one file is allowed.": "Un seul fichier à la fois.",
  "Unexpected error. Please try again.": "Erreur inattendue. Recommencez.",
  "Fullscreen": "Plein écran",
  "Close fullscreen": "Quitter le plein écran",
  "Search": "Chercher",
  "Close Search": "Fermer la recherche",
  "Next Result": "Résultat suivant",
  "Previous Result": "Résultat précédent",
  "Download as CSV": "Télécharger en CSV",
  "Show/hide columns": "Montrer ou cacher des colonnes",
  "Sort ascending": "Tri croissant",
  "Sort descending": "Tri décroissant",
  "Pin column": "Figer la colonne",
  "Unpin column": "Libérer la colonne",
  "Hide column": "Cacher la colonne",
  "Autosize": "Ajuster la largeur",
  "Statistics": "Statistiques",
  "Copy column name": "Copier le nom de la colonne",
  "Dataframe column menu": "Menu de la colonne",
  "Average": "Moyenne",
  "Median": "Médiane",
  "Sum": "Somme",
  "Standard deviation": "Écart type",
  "Values": "Valeurs",
  "Empty": "Vides",
  "Distinct": "Distinctes",
  "Automatic": "Automatique",
  "Localized": "Comme en français",
  "Plain": "Brut",
  "Percent": "Pourcentage",
  "Scientific": "Scientifique",
  "Accounting": "Comptable",
  "empty": "vide",
  "No data": "Aucune donnée",
  "Color picker": "Couleurs",
  "Running...": "Calcul en cours",
  "Stop": "Arrêter",
  "Sidebar": "Menu latéral",
  "Expand sidebar": "Ouvrir le menu",
  "Collapse sidebar": "Fermer le menu",
  "App pages": "Pages",
  "Main menu": "Menu",
  "Notifications": "Messages",
  "Skip to main content": "Aller au contenu",
  "Scroll tabs left": "Onglets précédents",
  "Scroll tabs right": "Onglets suivants",
  "Link to heading": "Lien vers ce titre",
  "Connecting": "Connexion…",
  "Connection error": "Connexion perdue",
  "Connecting to Streamlit server": "Connexion au serveur",
  "Connection timed out.": "Le serveur ne répond pas.",
  "Please wait...": "Patientez…",
  "Page not found": "Page introuvable",
  "Try again": "Recommencer",
};

// With a part that is not Streamlit's: a name, a number.
const FORMS = [
  [/^Press Enter to .+$/, "Entrée pour valider"],
  [/^Number is .+ Please enter a value less than or equal to (.+)\.$/, "Ce nombre doit être au plus $1."],
  [/^Number is .+ Please enter a value greater than or equal to (.+)\.$/, "Ce nombre doit être au moins $1."],
  [/^Number is .+ Please enter a value between (.+) and (.+)\.$/, "Ce nombre doit être entre $1 et $2."],
  [/^Remove (.+)$/, "Retirer $1"],
  [/^Help for (.+)$/, "Aide : $1"],
  [/^(.+) color picker$/, "$1"],
  [/^Select (\d+) matches$/, "Choisir les $1 réponses"],
  [/^(\d+) ?MB per file$/, "$1 Mo par fichier"],
  [/^Add: (.+)$/, "Ajouter : $1"],
  [/^File must be (\d+) ?MB or smaller\.$/, "Le fichier doit peser $1 Mo au plus."],
  [/^(.+) files are not allowed\.$/, "Les fichiers $1 ne sont pas acceptés."],
];

const SPOKEN = ["aria-label", "placeholder", "title"];
// What was replaced, to say it again in English if the reader changes language.
const ENGLISH = new WeakMap();

const french = () => new URLSearchParams(location.search).get("lang") !== "en";

function inFrench(said) {
  const form = FORMS.find(([pattern]) => pattern.test(said));
  return Object.hasOwn(WORDS, said) ? WORDS[said] : form ? said.replace(...form) : said;
}

function translated(owner, slot, now) {
  const kept = ENGLISH.get(owner)?.[slot];
  const said = kept?.french === now ? kept.english : now;
  if (!french()) return said;
  const wanted = inFrench(said);
  if (wanted !== said) ENGLISH.set(owner, { ...ENGLISH.get(owner), [slot]: { french: wanted, english: said } });
  return wanted;
}

function tellText(node) {
  const wanted = translated(node, "text", node.data);
  if (wanted !== node.data) node.data = wanted;
}

function tellAttribute(element, name) {
  const now = element.getAttribute(name);
  const wanted = now === null ? null : translated(element, name, now);
  if (wanted !== now) element.setAttribute(name, wanted);
}

function tell(root) {
  if (root.nodeType === Node.TEXT_NODE) tellText(root);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  for (const element of [root, ...root.querySelectorAll("[aria-label], [placeholder], [title]")])
    for (const name of SPOKEN) tellAttribute(element, name);
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) tellText(texts.currentNode);
}

// Streamlit calls its uploader "presentation" though it has a name, and may be reached.
function mend(root) {
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  for (const zone of root.querySelectorAll('[data-testid="stFileUploaderDropzone"]')) zone.setAttribute("role", "group");
}

new MutationObserver((changes) => {
  const lang = french() ? "fr" : "en";
  if (document.documentElement.lang !== lang) {
    document.documentElement.lang = lang;
    tell(document.body);
  }
  for (const { type, target, attributeName, addedNodes } of changes)
    if (type === "attributes") tellAttribute(target, attributeName);
    else if (type === "characterData") tellText(target);
    else addedNodes.forEach((node) => { tell(node); mend(node); });
}).observe(document.documentElement, {
  subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN,
});
