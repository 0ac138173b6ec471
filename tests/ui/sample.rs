//! A small kiosk in five languages, built in code, so that the tests of the screen read no files.

use std::time::Duration;

use listening_post::config::{Cohort, Comments, Kiosk, Mechanism, Privacy, Scheme, Screen, Theme};
use listening_post::content::{
    Action, Condition, Content, Item, ItemKind, OnAbandon, Pack, PackKind, Picture, Pin, ResponseOption, Scale,
    Schedule, Shares, Status,
};
use listening_post::vocabulary::{ActionId, CohortId, ItemId, Language, OptionId, PackId, SiteId, Text};

use crate::arabic::arabic;

const PRIVACY: Privacy =
    Privacy { k: 8, days: 2, slot_cap: 2, dissent: 2, fold_after: 4, expire_after: 13, mechanism: Mechanism::Exact };

/// A text in English, Spanish, French and German, and in Arabic where there is one.
pub fn each(en: &str, es: &str, fr: &str, de: &str) -> Text {
    let texts = [("en", en), ("es", es), ("fr", fr), ("de", de)].into_iter();
    let texts = texts.chain(arabic(en).map(|text| ("ar", text)));
    Text::Each(texts.map(|(tag, text)| (Language::from(tag), text.to_owned())).collect())
}

fn item(id: &str, kind: ItemKind, text: Text) -> Item {
    Item {
        id: ItemId::new(id).unwrap(),
        kind,
        text,
        image: None,
        explain: None,
        required: false,
        ask_if: None,
        measure: None,
        role: None,
        touchpoint: None,
        class: None,
        norm: None,
        advice: None,
        entry: None,
        hash: "0123456789abcdef".into(),
    }
}

fn option(id: &str, text: Text) -> ResponseOption {
    ResponseOption { id: OptionId::new(id).unwrap(), text, image: None, correct: false, pin: None }
}

fn pack(id: &str, kind: PackKind, title: Text, items: Vec<Item>) -> Pack {
    Pack {
        id: PackId::new(id).unwrap(),
        kind,
        title,
        minutes: 0,
        schedule: Schedule::default(),
        draw: None,
        chances: std::collections::BTreeMap::new(),
        contest: None,
        ask_cohort: false,
        on_abandon: OnAbandon::Keep,
        idle: Duration::from_secs(30),
        privacy: PRIVACY,
        shares: Shares::default(),
        pairs: Vec::new(),
        items,
    }
}

fn pulse() -> Pack {
    let drivers = vec![
        option("team", each("The team", "El equipo", "L’équipe", "Das Team")),
        option("busy", each("How busy it was", "El ajetreo", "L’affluence", "Wie viel los war")),
        option(
            "tools",
            each("Tools and till", "Herramientas y caja", "Le matériel et la caisse", "Arbeitsmittel und Kasse"),
        ),
        option(
            "guests",
            each(
                "What guests said and did",
                "Lo que dijeron e hicieron los clientes",
                "Ce que les clients ont dit et fait",
                "Was Gäste gesagt und getan haben",
            ),
        ),
        option("rota", each("The rota", "Los turnos", "Le planning", "Der Schichtplan")),
        ResponseOption {
            pin: Some(Pin::Last),
            ..option("other", each("Something else", "Otra cosa", "Autre chose", "Etwas anderes"))
        },
    ];
    let today = item(
        "today",
        ItemKind::Smiley { faces: 5 },
        each(
            "How was your shift today?",
            "¿Qué tal tu turno hoy?",
            "Comment s’est passé votre service ?",
            "Wie war deine Schicht heute?",
        ),
    );
    let why = item(
        "why",
        ItemKind::Multiple { options: drivers, shuffle: false, at_most: 2 },
        each("What made it so?", "¿Qué influyó?", "Qu’est-ce qui a compté ?", "Woran lag es?"),
    );
    let friend = item(
        "friend",
        ItemKind::Nps {
            low: Some(each("Not at all", "En absoluto", "Pas du tout", "Auf keinen Fall")),
            high: Some(each("Certainly", "Sin duda", "Certainement", "Ganz sicher")),
        },
        each(
            "Would you recommend working here to a friend?",
            "¿Recomendarías trabajar aquí a un amigo?",
            "Recommanderiez-vous de travailler ici à un ami ?",
            "Würdest du einer Freundin oder einem Freund empfehlen, hier zu arbeiten?",
        ),
    );
    Pack {
        ask_cohort: true,
        ..pack(
            "pulse",
            PackKind::Pulse,
            each(
                "How is work today?",
                "¿Qué tal el trabajo hoy?",
                "Comment va le travail aujourd’hui ?",
                "Wie läuft die Arbeit heute?",
            ),
            vec![today, why, friend],
        )
    }
}

fn quiz() -> Pack {
    let right = |option| ResponseOption { correct: true, ..option };
    let espresso = Item {
        image: Some(Picture {
            file: "espresso.svg".into(),
            alt: each(
                "Espresso running into a glass",
                "Un expreso cayendo en un vaso",
                "Un expresso qui coule dans un verre",
                "Espresso läuft in ein Glas",
            ),
        }),
        explain: Some(each(
            "Shorter tastes sour, longer tastes bitter. Now you can tell a guest why theirs takes a moment.",
            "Si es más corto sabe ácido; si es más largo, amargo. Ahora puedes explicar por qué tarda un momento.",
            "Plus court, il est acide ; plus long, amer. Vous pouvez expliquer pourquoi cela prend un moment.",
            "Kürzer schmeckt sauer, länger bitter. Jetzt kannst du einem Gast erklären, warum es einen Moment dauert.",
        )),
        ..item(
            "espresso",
            ItemKind::Single {
                options: vec![
                    option("ten", each("10 seconds", "10 segundos", "10 secondes", "10 Sekunden")),
                    right(option("twenty-five", each("25 seconds", "25 segundos", "25 secondes", "25 Sekunden"))),
                    option("sixty", each("60 seconds", "60 segundos", "60 secondes", "60 Sekunden")),
                    option("unsure", each("Not sure", "No lo sé", "Je ne sais pas", "Weiß nicht")),
                ],
                shuffle: false,
            },
            each(
                "How long does a good espresso run?",
                "¿Cuánto tarda un buen expreso?",
                "Combien de temps coule un bon expresso ?",
                "Wie lange läuft ein guter Espresso?",
            ),
        )
    };
    let decaf = item(
        "decaf",
        ItemKind::Single {
            options: vec![
                right(option("yes", each("Yes, on request", "Sí, a petición", "Oui, sur demande", "Ja, auf Wunsch"))),
                option("no", each("No", "No", "Non", "Nein")),
            ],
            shuffle: false,
        },
        each(
            "Do we serve decaf?",
            "¿Servimos descafeinado?",
            "Servons-nous du décaféiné ?",
            "Gibt es bei uns entkoffeinierten Kaffee?",
        ),
    );
    Pack {
        minutes: 1,
        ..pack(
            "quiz",
            PackKind::Quiz,
            each("Coffee basics", "Café básico", "Les bases du café", "Kaffee-Grundlagen"),
            vec![espresso, decaf],
        )
    }
}

fn mirror() -> Pack {
    let rating = item(
        "needs",
        ItemKind::Rating {
            scale: Scale {
                from: 1,
                to: 5,
                low: each("They are let down", "Se sienten defraudados", "Ils sont déçus", "Sie sind enttäuscht"),
                high: each("They are delighted", "Están encantados", "Ils sont ravis", "Sie sind begeistert"),
            },
            not_applicable: true,
        },
        each(
            "Guests feel that we notice what they need",
            "Los clientes sienten que notamos lo que necesitan",
            "Les clients sentent que nous remarquons leurs besoins",
            "Gäste spüren, dass wir merken, was sie brauchen",
        ),
    );
    let card = item(
        "card",
        ItemKind::Info { link: Some("https://harbour-coffee.example/what-guests-say".into()) },
        each(
            "Most guests only ask for one thing: to be seen when they come in.",
            "La mayoría de los clientes solo pide una cosa: que los vean al entrar.",
            "La plupart des clients ne demandent qu’une chose : être vus en entrant.",
            "Die meisten Gäste wollen nur eines: gesehen werden, wenn sie hereinkommen.",
        ),
    );
    Pack {
        minutes: 2,
        on_abandon: OnAbandon::Discard,
        ..pack(
            "mirror",
            PackKind::Mirror,
            each(
                "What do customers think?",
                "¿Qué piensan los clientes?",
                "Que pensent les clients ?",
                "Was denken unsere Gäste?",
            ),
            vec![rating, card],
        )
    }
}

fn blockers() -> Pack {
    let able = item(
        "able",
        ItemKind::Smiley { faces: 4 },
        each(
            "Could you put things right for a customer today, without asking anybody first?",
            "¿Pudiste resolver hoy el problema de un cliente sin tener que preguntar antes a nadie?",
            "Avez-vous pu résoudre aujourd’hui le problème d’un client sans devoir d’abord demander à quelqu’un ?",
            "Konntest du heute ein Kundenproblem lösen, ohne vorher jemanden aus der Bereichsverantwortung fragen zu müssen?",
        ),
    );
    let hidden = Item {
        ask_if: Some(Condition::In(ItemId::new("able").unwrap(), vec!["9".into()])),
        ..item("hidden", ItemKind::Info { link: None }, Text::Same("never".into()))
    };
    pack(
        "blockers",
        PackKind::Pulse,
        each(
            "I couldn’t help because…",
            "No pude ayudar porque…",
            "Je n’ai pas pu aider parce que…",
            "Ich konnte nicht helfen, weil …",
        ),
        vec![able, hidden, helps()],
    )
}

/// A ranking with words as long as `check` lets pass.
fn helps() -> Item {
    let options = vec![
        option("say", each("A say of my own", "Poder decidir yo", "Pouvoir décider", "Selbst entscheiden dürfen")),
        option(
            "ask",
            each(
                "Somebody to ask",
                "Alguien a quien preguntar",
                "Quelqu’un à qui demander",
                "Jemand, den ich fragen kann",
            ),
        ),
        option(
            "stock",
            each(
                "Knowing what is in stock",
                "Saber qué queda",
                "Savoir ce qu’il reste",
                "Den Warenbestand der Nachbarfilialen einsehen können",
            ),
        ),
        option("time", each("Five minutes more", "Cinco minutos más", "Cinq minutes de plus", "Fünf Minuten mehr")),
    ];
    item(
        "helps",
        ItemKind::Rank { options, shuffle: false },
        each(
            "What would help most the next time?",
            "¿Qué ayudaría más la próxima vez?",
            "Qu’est-ce qui aiderait le plus la prochaine fois ?",
            "Was würde beim nächsten Mal am meisten helfen?",
        ),
    )
}

/// A title longer than any shipped, and one phrase that needs two lines everywhere.
fn words() -> Pack {
    let phrases = vec![
        each("More people at lunchtime", "Más gente a mediodía", "Plus de monde à midi", "Mehr Leute zur Mittagszeit"),
        each(
            "Time to learn the machines properly",
            "Tiempo para aprender bien las máquinas",
            "Du temps pour bien apprendre les machines",
            "Zeit, um die Kaffeevollautomaten richtig bedienen zu lernen",
        ),
    ];
    let text = each(
        "What is one thing we should change?",
        "¿Qué deberíamos cambiar?",
        "Que devrions-nous changer ?",
        "Was sollten wir ändern?",
    );
    pack(
        "words",
        PackKind::Stories,
        each("In your own words", "Con tus palabras", "Avec vos mots", "Mit eigenen Worten"),
        vec![item("one-thing", ItemKind::Comment { phrases }, text)],
    )
}

fn action() -> Action {
    Action {
        id: ActionId::new("tills").unwrap(),
        said: each(
            "The till freezes at noon",
            "La caja se bloquea a mediodía",
            "La caisse se bloque à midi",
            "Die Kasse hängt mittags",
        ),
        did: each(
            "We replaced both tills on 3 November.",
            "Cambiamos las dos cajas el 3 de noviembre.",
            "Nous avons remplacé les deux caisses le 3 novembre.",
            "Wir haben am 3. November beide Kassen ersetzt.",
        ),
        on: jiff::civil::date(2026, 11, 3),
        status: Status::Done,
        owner: None,
        blocker: None,
        withdrawn: None,
    }
}

/// The whole kiosk.
pub fn content(scheme: Scheme) -> Content {
    let cohort = |id: &str, name: Text| Cohort { id: CohortId::new(id).unwrap(), name, headcount: 24 };
    Content {
        kiosk: Kiosk {
            pool_recipient: None,
            organisation: "Harbour Coffee".into(),
            site: SiteId::new("harbour-road").unwrap(),
            languages: ["en", "es", "fr", "de", "ar"].map(Language::from).to_vec(),
            time_zone: jiff::tz::TimeZone::UTC,
            headcount: 46,
            cohorts: vec![
                cohort("early", each("Early shift", "Turno de mañana", "Équipe du matin", "Frühschicht")),
                cohort("late", each("Late shift", "Turno de tarde", "Équipe du soir", "Spätschicht")),
                cohort("night", each("Night shift", "Turno de noche", "Équipe de nuit", "Nachtschicht")),
            ],
            screen: Screen::default(),
            privacy: PRIVACY,
            min_up_hours: 30,
            repeat_seconds: 5,
            destinations: Vec::new(),
            content: None,
            comment_recipients: Vec::new(),
            comments: Comments::default(),
        },
        theme: Theme { scheme, ..Theme::default() },
        packs: vec![pulse(), quiz(), mirror(), blockers(), words()],
        actions: vec![action()],
        voices: Vec::new(),
        ideas: Vec::new(),
        hash: "0123456789abcdef".into(),
    }
}
