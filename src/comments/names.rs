//! What looks like somebody's name: given names, forms of address, runs of capitalised words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::redaction::{Finding, Kind};
use super::words::{Word, are_german, between};

/// Given names that are no everyday word of the four languages, in any case.
const GIVEN: &str = "aaron abdul adam adrian agnieszka ahmed aisha alan alejandra alejandro alessandro alexander alexandra \
    ali alice aleksandra amelie amina amira ana andrea andreas andrew andrzej angela anita anja anke anna anne annette annika \
    antje antoine anton antonio arnaud arthur astrid aurélie ayşe ayse barbara beatriz ben benedikt benjamin benoît bernd birgit \
    björn bogdan brian brigitte camille carla carlos carmen carolina caroline catherine cécile céline charlotte chiara \
    chloé chloe chris christian christina christine christoph christophe ciarán claire claudia clément conor cristina daniel \
    daniela david deborah denis denise diana didier diego dieter dirk dominik dominique dmitri eduardo edward ekaterina elena \
    eleanor elif elisabeth elizabeth elke ella ellen elodie emil emilia émilie emily emma emmanuel enrique eric erik \
    esteban esther eva evelyn fabian fatima fátima federico felix fernanda fernando fiona florian françois françoise \
    frederic frédéric gabriel gabriela geoffrey george gérard gerhard gisela giulia gonzalo gustavo guillaume hannah hannes \
    hans hassan heike heinz helen helena helene helga henrik henry hugo ibrahim ignacio igor ines inés inge ingrid irina \
    isabel isabelle ivan jacqueline jakob james jan jane janine jasmin jasmine javier jean jennifer jens jeremy jérôme jessica \
    joanna joão joaquín johanna johannes john jonas jonathan jorge josé jose josef joseph joshua juan judith julia julian julie \
    julien jürgen justyna kamil karin karl karolina katarzyna kate katharina kathrin katja kevin klaus konstantin kristina \
    krzysztof lara laura laurent lea léa lena leon leonie leticia lina lisa lorena louise luca lucas lucía lucia ludwig luis \
    luisa lukas łukasz magda magdalena malik manon manuel manuela marc marcel marcin marco marcos marcus margaret margarita \
    maria maría mariam marianne marie marina mario markus marta martha martin martina martín mary mateo mathieu mathilde matilda \
    matteo matthias matthew maximilian mehmet melanie michał michael michel michelle miguel mike mira miriam mohamed \
    mohammed monika monique mónica muhammad murat mustafa nadia nadine natalia natalie natascha nathan niamh nicolas nicole niklas \
    nikos nina noah noelia norbert nuria olaf oleg olena olga oliver olivia olivier omar óscar oscar pablo pascal patricia \
    patrick paul paula pauline pavel pedro peter petra philip philipp philippe pierre piotr priya rachel rafael rainer ralf \
    ramón ramona raquel raúl raul rebecca regina renate ricardo richard robert roberto rodrigo roland roman romain ronja rosalie \
    rubén sabine sabrina samir samira samuel sandra sandrine santiago saoirse sara sarah sean seán sebastian sébastien \
    sergio silke silvia simon simone siobhán sofía sofia sonia sonja sophia sophie stefan stefanie stéphane stéphanie stephen \
    steven susan susana susanne svenja svetlana sylvie tamara tanja tatiana teresa theo theresa thierry thomas thorsten tiago \
    timo tobias tomasz tomek torsten ulrike ursula uwe valentina valérie vanessa vera verónica veronika víctor victoria vincent \
    virginie volker walter werner wiebke wojciech wolfgang xavier yasmin yusuf yves yvonne zoé zoe zofia";
/// Given names that are words as well; they count with a capital inside a sentence only.
const DOUBTFUL: &str = "abril alba amber angel ángel april august augustin autumn bill blanca bob carol charlie clara claude colin consuelo \
    dan daisy dawn dolores don drew ernst esperanza eve faith frank florence gene grace grant guy harry heidi holly hope iris \
    ivy jack jade jim joe jordan joy june juste kim kurt lily lou lourdes luz marcela mark mat matt max may mercedes mia nick \
    nieves olive pat paz penny pia pilar pip rich rob rocío rosa rose rosario ruben ruby sandy sol sue summer ted terry tim tina \
    todd tom tony uli violet viola wade wendy will willow xenia amy andy jo eli ian ida jill kai lars lee leo levi luke nora ola \
    olli pia ria roy sam sven toni udo ute zara zeynep otto oskar gina greta hilda heiner jochen jörg joana kerstin moritz ruth rita";
/// Forms of address that a name follows.
const ADDRESSES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "herr",
    "herrn",
    "frau",
    "fräulein",
    "señor",
    "señora",
    "señorita",
    "sr",
    "sra",
    "srta",
    "don",
    "doña",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "sir",
];
/// Words after which somebody is named.
const CALLED: &[&str] = &[
    "called", "named", "namens", "heißt", "heisst", "llama", "llamada", "llamado", "appelle", "nommé", "nommée",
    "surnamed",
];
/// Capitalised words that are nobody: days, months, places, drinks, brands and what stands on a rota.
const NOBODY: &str = "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays \
    saturdays sundays january february march april may june july august september october november december christmas easter \
    black eve new year years day bank holiday i english spanish french german polish irish british european europe ireland dublin \
    london cork galway madrid barcelona sevilla valencia españa paris lyon france marseille berlin hamburg münchen köln deutschland \
    wien zürich america american italian italy mexico turkey ukraine harbour road street station square mill lane avenue place \
    coffee bakery company shop store kitchen break room team head office human resources hr it ceo ok tv wifi flat white \
    latte cappuccino espresso americano mocha cold brew oat milk earl grey green tea chai matcha croissant sourdough \
    rye banana bread carrot cake house blend dark roast decaf caramel pumpkin spice google microsoft excel word teams \
    whatsapp facebook instagram youtube netflix amazon uber deliveroo visa mastercard apple android windows outlook zoom bluetooth \
    north south east west upper lower great customer service health safety fire first aid till point sale self service app \
    the a an and or but not no yes if in on at to for of with from we you he she they it its our my your their his her this that \
    these those there here when where why what who how is are was were be do does did has have had can could should would will \
    please thanks thank sorry more less too very so as by after before every all some any nobody everybody someone \
    el la los las un una unos unas y o pero no sí si en al del de con sin por para que cuando donde como muy más menos es son fue \
    hay nos nuestro nuestra gracias lunes martes miércoles jueves viernes sábado domingo navidad semana santa buenos buenas días \
    le les des du et ou mais ne pas oui avec sans pour que quand où comme très plus moins est sont il elle on nous vous ils elles \
    notre votre merci lundi mardi mercredi jeudi vendredi samedi dimanche noël pâques bonjour bonne bravo";

static SURE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| GIVEN.split_whitespace().collect());
static MAYBE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| DOUBTFUL.split_whitespace().collect());
static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| NOBODY.split_whitespace().collect());

/// A full name has up to this many parts after the first.
const MOST_PARTS: usize = 3;
/// Written small, a name this short is more often a word.
const SHORTEST_SMALL: usize = 4;

pub(super) fn findings(text: &str, words: &[Word<'_>]) -> Vec<Finding> {
    let page = Page { text, words, german: are_german(words) };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((first, last)) = page.name(at) {
            found.push(Finding::new(words[first].start, words[last].end, Kind::Name));
            at = last + 1;
        } else {
            at += 1;
        }
    }
    found
}

struct Page<'p> {
    text: &'p str,
    words: &'p [Word<'p>],
    german: bool,
}

impl Page<'_> {
    /// The first and the last word of a name that begins at `at`.
    fn name(&self, at: usize) -> Option<(usize, usize)> {
        let word = &self.words[at];
        let lower = word.lower.as_str();
        let next = self.words.get(at + 1);
        let follows = |gap: &str| matches!(gap, " " | ". ");
        let addressed = next.is_some_and(|next| {
            follows(between(self.text, word, next))
                && (next.is_title() || self.is_given(at + 1))
                && !KNOWN.contains(next.lower.as_str())
        });
        // "Herrn Dr. Petersen"
        if ADDRESSES.contains(&lower)
            && next.is_some_and(|next| {
                next.is_title() && ADDRESSES.contains(&next.lower.as_str()) && follows(between(self.text, word, next))
            })
            && let Some((_, last)) =
                self.words.get(at + 2).and_then(|_| self.name(at + 1)).filter(|(first, _)| *first == at + 1)
        {
            return Some((at, last));
        }
        if ADDRESSES.contains(&lower) && addressed && (lower != "don" || !self.is_english()) && lower != "miss"
            || lower == "miss" && word.is_title() && addressed
            || word.text == "M" && addressed && self.text[word.end..].starts_with(". ") && !self.is_english()
        {
            return Some((at, self.parts_after(at + 1)));
        }
        if CALLED.contains(&lower) && addressed {
            return Some((at + 1, self.parts_after(at + 1)));
        }
        if self.is_given(at) {
            return Some((at, self.parts_after(at)));
        }
        // "J. Smith"
        if word.is_initial()
            && next.is_some_and(|next| {
                next.is_title() && between(self.text, word, next) == ". " && !KNOWN.contains(next.lower.as_str())
            })
            && !self.german
        {
            return Some((at, self.parts_after(at + 1)));
        }
        self.run(at)
    }

    /// Whether the word at `at` is a given name, as far as it and its neighbours tell.
    fn is_given(&self, at: usize) -> bool {
        let word = &self.words[at];
        let lower = word.lower.as_str();
        let small = word.text.chars().next().is_some_and(char::is_lowercase);
        if SURE.contains(lower) {
            return !small
                || lower.chars().count() >= SHORTEST_SMALL
                    && !matches!(
                        lower,
                        "jean"
                            | "jeans"
                            | "roman"
                            | "regina"
                            | "marina"
                            | "jasmin"
                            | "jasmine"
                            | "angela"
                            | "simone"
                            | "jane"
                            | "adrian"
                            | "timo"
                            | "lara"
                            | "lina"
                            | "mira"
                            | "leon"
                            | "vera"
                    );
        }
        MAYBE.contains(lower)
            && word.is_title()
            && !self.begins_sentence(at)
            && !at.checked_sub(1).is_some_and(|before| {
                matches!(
                    self.words[before].lower.as_str(),
                    "the"
                        | "a"
                        | "der"
                        | "die"
                        | "das"
                        | "ein"
                        | "eine"
                        | "kein"
                        | "keine"
                        | "la"
                        | "las"
                        | "una"
                        | "in"
                        | "last"
                        | "next"
                        | "im"
                        | "early"
                        | "late"
                        | "since"
                        | "of"
                )
            })
    }

    /// Two capitalised words or more in a row that are nobody's known, where nouns are written small.
    fn run(&self, at: usize) -> Option<(usize, usize)> {
        if self.german {
            return None;
        }
        let named = |word: &Word<'_>| word.is_title() && !KNOWN.contains(word.lower.as_str());
        let mut last = at;
        if !named(&self.words[at]) {
            return None;
        }
        while last - at < MOST_PARTS
            && self
                .words
                .get(last + 1)
                .is_some_and(|next| named(next) && matches!(between(self.text, &self.words[last], next), " " | "-"))
        {
            last += 1;
        }
        (last > at).then_some((at, last))
    }

    /// The last word of the name that the word at `at` begins.
    fn parts_after(&self, at: usize) -> usize {
        let mut last = at;
        let most = if self.german { 1 } else { MOST_PARTS };
        while last - at < most {
            let Some(next) = self.words.get(last + 1) else { break };
            let gap = between(self.text, &self.words[last], next);
            let particle = matches!(next.lower.as_str(), "de" | "von" | "van" | "del" | "da")
                && gap == " "
                && self.words.get(last + 2).is_some_and(|after| {
                    after.is_title() && !KNOWN.contains(after.lower.as_str()) && between(self.text, next, after) == " "
                });
            if particle {
                last += 2;
                continue;
            }
            let part = matches!(gap, " " | "-" | "'")
                && (next.is_title() || next.is_initial() && gap == " " && next.text != "I")
                && !KNOWN.contains(next.lower.as_str());
            if !part {
                break;
            }
            last += 1;
        }
        last
    }

    fn begins_sentence(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| {
            between(self.text, &self.words[before], &self.words[at]).contains(['.', '!', '?', ':', '"', '\n', '('])
        })
    }

    fn is_english(&self) -> bool {
        self.words.iter().any(|word| matches!(word.lower.as_str(), "the" | "is" | "and" | "to" | "with"))
    }
}
