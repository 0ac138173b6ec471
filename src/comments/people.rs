//! Words that point at one person without naming anybody: a role together with a shift, a place or a look.

use super::redaction::{Finding, Kind, Pattern, pattern};

// English ------------------------------------------------------------------------------------------------------------
const EN_THE: &str = r"(?i)\b(?:the|our|my|that|this|your|one of the)\s";
const EN_SHIFT: &str = r"(?:(?:night|morning|evening|day|late|early|afternoon|weekend|closing|opening|back|double|lunch|sunday|saturday|friday|thursday|wednesday|tuesday|monday)(?:[- ]?(?:shift|time))?\s)";
const EN_LOOK: &str = r"(?:(?:new|newest|pregnant|tall|tallest|short|old|older|oldest|young|younger|youngest|blond|blonde|bald|bearded|tattooed|deaf|red-haired|ginger|polish|spanish|german|french|italian|turkish|ukrainian|foreign|female|male|left-handed)\s)";
const EN_ROLE: &str = r"(?:(?:assistant |deputy |shift |team |floor |store |area |branch |kitchen |duty )?(?:manager|supervisor|boss|lead|leader|chef|cook|baker|barista|cashier|trainer|trainee|apprentice|intern|cleaner|porter|driver|assistant|deputy|owner|temp|guard|student)|guy|girl|lady|woman|man|lad|bloke|kid|one|person|colleague|mother|father|dad|mum)\b(?:'s)?";
const EN_WHERE: &str = r"\s(?:(?:who|that) (?:always |usually |only |just )?(?:works?|does|is|was|opens|closes|started|joined|runs|came|sits|stands|covers|wears)\b(?: on| in| at| the| last| with| from)*\s[\p{L}]+|(?:on|at|in|from|during|for) (?:the |our |my |last )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:on|from|during|of|at) (?:the )?(?:night|morning|evening|day|late|early|weekend|afternoon)s?(?: ?shifts?)?\b|(?:at|on|in|behind) (?:the )?(?:till|counter|bar|kitchen|bakery|back office|dishwasher|register|oven|drive-through|office|front desk|door|machine)(?: (?:[0-9]+|one|two|three))?\b|with (?:the )?(?:[\p{L}]+ )?(?:tattoos?|beard|glasses|accent|limp|hair|moustache|piercing|ponytail|twins|baby|wheelchair|hearing aid|red hair|van|dog)\b)";
static EN_BY_SHIFT: Pattern = pattern!(EN_THE, r"(?:only\s)?", EN_LOOK, "*", EN_SHIFT, EN_ROLE, "(?:", EN_WHERE, ")?");
static EN_BY_PLACE: Pattern = pattern!(EN_THE, r"(?:only\s)?", EN_LOOK, "*", EN_ROLE, EN_WHERE);
static EN_BY_LOOK: Pattern = pattern!(EN_THE, r"(?:only\s)?", EN_LOOK, "+", EN_ROLE, "(?:", EN_WHERE, ")?");

// German -------------------------------------------------------------------------------------------------------------
const DE_THE: &str = r"(?i)\b(?:der|die|das|den|dem|des|unser|unsere|unserem|unseren|unserer|mein|meine|meinem|dieser|diese|dieser|beim|vom|zum|im|ihr|eure|euer)\s";
const DE_LOOK: &str = r"(?:(?:einzige[nrs]?|neue[nrs]?|schwangere[nr]?|große[nr]?|kleine[nr]?|alte[nr]?|ältere[nr]?|älteste[nr]?|junge[nr]?|jüngste[nr]?|blonde[nr]?|dicke[nr]?|taube[nr]?|polnische[nr]?|spanische[nr]?|türkische[nr]?|ukrainische[nr]?|französische[nr]?|tätowierte[nr]?|rothaarige[nr]?|bärtige[nr]?)\s)";
const DE_ROLE: &str = r"(?:(?:nacht|früh|spät|tages|schicht|team|filial|küchen|abend|wochenend|laden|bezirks|stellvertretende[nr]? |sonntags|samstags|freitags|montags)*(?:leiter|leiterin|leitung|chef|chefin|führer|führerin|manager|managerin|aushilfe|bäcker|bäckerin|koch|köchin|kassierer|kassiererin|barista|azubi|auszubildende[nr]?|praktikant|praktikantin|fahrer|fahrerin|putzfrau|reinigungskraft|springer|springerin|wache)|kollege|kollegin|kollegen|frau|mann|typ|mädchen|junge|student|studentin|vorgesetzte[nr]?|neue[nr]?|mutter|vater)\b";
const DE_WHERE: &str = r"\s(?:(?:am|vom|von|an|seit|jeden|letzten)\s(?:letzten |diesem )?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|wochenende)s?\b|(?:aus|in|von|auf|bei|während)\s(?:der|dem)\s(?:nacht|früh|spät|tag|wochenend|sonntags|samstags)?-?(?:schicht|dienst)\b|(?:vom|im)\s(?:nacht|früh|spät|tag|wochenend)dienst\b|(?:an|hinter|in|aus|von)\s(?:der|dem)\s(?:kasse|küche|theke|bar|backstube|spüle|büro|maschine)(?: [0-9]+)?\b|(?:am|im|vom)\s(?:tresen|büro|ofen|eingang|lager|drive-in)\b|mit\s(?:dem|der|den|einem|einer)?\s?(?:[\p{L}]+ )?(?:bart|brille|tattoos?|akzent|zopf|glatze|rollstuhl|zwillingen|hörgerät|haaren|piercing)\b|,?\s?(?:der|die) (?:immer |nur |erst |seit )?(?:nachts|montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags|abends|morgens|frühs)\b)";
static DE_BY_SHIFT: Pattern = pattern!(
    DE_THE,
    DE_LOOK,
    "*",
    r"(?:nacht|früh|spät|schicht|abend|wochenend|sonntags|samstags|freitags|montags)(?:dienst|schicht|schichts)?-?(?:leiter|leiterin|leitung|chef|chefin|führer|führerin|manager|managerin|aushilfe|bäcker|bäckerin|koch|köchin|wache)\b(?:",
    DE_WHERE,
    ")?"
);
static DE_BY_PLACE: Pattern = pattern!(DE_THE, DE_LOOK, "*", DE_ROLE, ",?", DE_WHERE);
static DE_BY_LOOK: Pattern = pattern!(DE_THE, DE_LOOK, "+", DE_ROLE, "(?:", DE_WHERE, ")?");

// Spanish ------------------------------------------------------------------------------------------------------------
const ES_THE: &str = r"(?i)\b(?:el|la|al|del|nuestro|nuestra|mi|ese|esa|este|esta|los|las)\s";
const ES_ROLE: &str = r"(?:(?:sub)?(?:encargad[oa]|jef[ea]|gerente|supervisor|supervisora|responsable|director|directora|cociner[oa]|panader[oa]|cajer[oa]|camarer[oa]|barista|aprendi[zc](?:a)?|becari[oa]|repartidor|repartidora|limpiador|limpiadora|vigilante|dueñ[oa]|estudiante|chic[oa]|señora|señor|hombre|mujer|tí[oa]|compañer[oa]|nuev[oa]|únic[oa])|que)\b";
const ES_LOOK: &str = r"\s(?:nuev[oa]|embarazada|alt[oa]|baj[oa]|rubi[oa]|calv[oa]|joven|mayor|polac[oa]|alemana?|alemán|frances[a]?|francés|inglesa?|inglés|ucranian[oa]|marroquí|tatuad[oa]|pelirroj[oa]|sord[oa]|zurd[oa])\b";
const ES_WHERE: &str = r"\s(?:(?:del?|de la|de los|en el|en la)\s?(?:turno de (?:la |los )?(?:noche|mañana|tarde|fin de semana|fines de semana|domingos?|sábados?)|noche|noches|mañanas|tardes|fin de semana|lunes|martes|miércoles|jueves|viernes|sábados?|domingos?|cocina|caja(?: (?:[0-9]+|uno|dos|tres))?|barra|horno|mostrador|almacén|oficina)\b|(?:los|el|cada|este)\s(?:lunes|martes|miércoles|jueves|viernes|sábados?|domingos?)\b|(?:por|de) las? (?:noches?|mañanas?|tardes?)\b|(?:con|de)\s(?:el |la |los |las )?(?:barba|gafas|tatuajes?|acento|coleta|gemel[oa]s|silla de ruedas|bigote|pelo [\p{L}]+|audífono)\b|que (?:siempre |solo |sólo )?(?:trabaja|abre|cierra|viene|hace|está|entró|empezó)\s(?:en |los |el |la |de |por )*[\p{L}]+)";
const ES_SHIFT: &str = r"\s(?:nocturn[oa]|de noche|de noches|de mañana|de tarde|de turno|de fin de semana)\b";
static ES_BY_PLACE: Pattern = pattern!(
    ES_THE,
    r"(?:únic[oa] )?",
    ES_ROLE,
    "(?:",
    ES_LOOK,
    ")*(?:",
    ES_SHIFT,
    ")?",
    ES_WHERE,
    "(?:",
    ES_WHERE,
    ")?"
);
static ES_BY_SHIFT: Pattern =
    pattern!(ES_THE, r"(?:únic[oa] )?", ES_ROLE, "(?:", ES_LOOK, ")*", ES_SHIFT, "(?:", ES_WHERE, ")?");
static ES_BY_LOOK: Pattern = pattern!(ES_THE, r"(?:únic[oa] )?", ES_ROLE, ES_LOOK, "(?:", ES_WHERE, ")?");
static ES_ONLY: Pattern =
    pattern!(r"(?i)\b(?:el|la)\súnic[oa]\s(?:hombre|mujer|chico|chica|", r"que\s[\p{L}]+|de\s[\p{L}]+)");

// French -------------------------------------------------------------------------------------------------------------
const FR_THE: &str = r"(?i)(?:\b(?:le|la|les|du|au|notre|mon|ma|ce|cette|cet|celui|celle)\s|\bl')";
const FR_ROLE: &str = r"(?:(?:sous-)?(?:responsable|chef|cheffe|gérante?|manager|manageuse|directeur|directrice|superviseure?|cuisinier|cuisinière|boulanger|boulangère|caissier|caissière|serveur|serveuse|barista|apprentie?|stagiaire|livreur|livreuse|vigile|patronne?|étudiante?|alternante?|fille|gars|mec|dame|monsieur|homme|femme|type|collègue|nouveau|nouvelle|équipier|équipière)\b(?: d'équipe| de rang| adjointe?)?|(?:celui|celle))";
const FR_LOOK: &str = r"\s(?:enceinte|blonde?|chauve|rousse?|roux|âgée?|polonaise?|espagnole?|allemande?|anglaise?|ukrainienne?|ukrainien|marocaine?|tatouée?|barbue?|sourde?|gauch[eè]re?)\b";
const FR_BEFORE: &str =
    r"(?:(?:seule?|nouveau|nouvel|nouvelle|jeune|grande?|petite?|vieux|vieille|plus âgée?|plus jeune)\s)";
const FR_WHERE: &str = r"\s(?:(?:du|de la|des|de l'|de|le)\s?(?:équipe (?:de |du )(?:nuit|matin|soir|week-end)|nuit|nuits|matin|soir|week-end|après-midi|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|cuisine|caisse(?: (?:[0-9]+|une|deux|trois))?|comptoir|bar|four|bureau|fournil|réserve|plonge)s?\b|(?:en|à la|à l'|au)\s?(?:cuisine|caisse|comptoir|bar|plonge|four|accueil|fournil)(?: [0-9]+)?\b|(?:avec|aux?|à la)\s(?:les? |la |des |un |une |l')?(?:[\p{L}]+ )?(?:barbe|lunettes|tatouages?|accent|queue de cheval|jumeaux|jumelles|fauteuil roulant|moustache|cheveux [\p{L}]+|appareil auditif)\b|qui (?:fait|ouvre|ferme|travaille|vient|est|commence|a commencé)\s(?:toujours |seulement |en |le |la |les |l'|de |du |à |au )*[\p{L}]+)";
static FR_BY_PLACE: Pattern =
    pattern!(FR_THE, FR_BEFORE, "*", FR_ROLE, "(?:", FR_LOOK, ")*", FR_WHERE, "(?:", FR_WHERE, ")?");
static FR_BY_LOOK: Pattern = pattern!(FR_THE, FR_BEFORE, "*", FR_ROLE, FR_LOOK, "(?:", FR_WHERE, ")?");
static FR_BY_AGE: Pattern = pattern!(FR_THE, FR_BEFORE, "+", FR_ROLE, "(?:", FR_WHERE, ")?");

static ALL: [&Pattern; 13] = [
    &EN_BY_SHIFT,
    &EN_BY_PLACE,
    &EN_BY_LOOK,
    &DE_BY_SHIFT,
    &DE_BY_PLACE,
    &DE_BY_LOOK,
    &ES_BY_PLACE,
    &ES_BY_SHIFT,
    &ES_BY_LOOK,
    &ES_ONLY,
    &FR_BY_PLACE,
    &FR_BY_LOOK,
    &FR_BY_AGE,
];

pub(super) fn findings(text: &str) -> Vec<Finding> {
    ALL.iter()
        .flat_map(|pattern| pattern.ranges(text, 0))
        .map(|range| Finding::new(range.start, range.end, Kind::Person))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_built() {
        assert!(ALL.iter().all(|pattern| pattern.is_sound()));
    }

    fn check(text: &str, pointing: &str) {
        let found: Vec<_> = findings(text).into_iter().filter_map(|finding| text.get(finding.range)).collect();
        assert!(found.contains(&pointing), "{text}: {found:?}");
    }

    #[test]
    fn a_role_with_a_shift_or_a_place_points_at_somebody() {
        check("ask the night manager on Friday why", "the night manager on Friday");
        check("der Schichtleiter am Freitag schreit", "der Schichtleiter am Freitag");
        check("la encargada del turno de noche grita", "la encargada del turno de noche");
        check("le responsable du soir ne salue pas", "le responsable du soir");
    }

    #[test]
    fn a_role_alone_points_at_nobody() {
        for text in [
            "managers should listen",
            "a manager could help",
            "die Chefs hören nicht zu",
            "los jefes no escuchan",
            "les chefs décident",
        ] {
            assert!(findings(text).is_empty(), "{text}");
        }
    }
}
