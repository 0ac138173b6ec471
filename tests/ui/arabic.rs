//! The Arabic of the sample, by its English.

const WORDS: &[(&str, &str)] = &[
    ("The team", "الفريق"),
    ("How busy it was", "ضغط العمل"),
    ("Tools and till", "الأدوات والصندوق"),
    ("What guests said and did", "ما قاله الضيوف وفعلوه"),
    ("The rota", "جدول المناوبات"),
    ("Something else", "شيء آخر"),
    ("How was your shift today?", "كيف كانت مناوبتك اليوم؟"),
    ("What made it so?", "ما السبب في ذلك؟"),
    ("Not at all", "أبدًا"),
    ("Certainly", "بالتأكيد"),
    ("Would you recommend working here to a friend?", "هل تنصح صديقًا بالعمل هنا؟"),
    ("How is work today?", "كيف العمل اليوم؟"),
    ("Espresso running into a glass", "إسبريسو ينسكب في كأس"),
    (
        "Shorter tastes sour, longer tastes bitter. Now you can tell a guest why theirs takes a moment.",
        "أقصر من ذلك يصبح حامضًا، وأطول يصبح مرًّا. الآن تستطيع أن تشرح للضيف لماذا يحتاج فنجانه إلى لحظة.",
    ),
    ("10 seconds", "10 ثوانٍ"),
    ("25 seconds", "25 ثانية"),
    ("60 seconds", "60 ثانية"),
    ("Not sure", "لست متأكدًا"),
    ("How long does a good espresso run?", "كم يستغرق انسكاب الإسبريسو الجيد؟"),
    ("Yes, on request", "نعم، عند الطلب"),
    ("No", "لا"),
    ("Do we serve decaf?", "هل نقدّم قهوة منزوعة الكافيين؟"),
    ("Coffee basics", "أساسيات القهوة"),
    ("They are let down", "خاب ظنهم"),
    ("They are delighted", "مسرورون"),
    ("Guests feel that we notice what they need", "يشعر الضيوف بأننا ننتبه إلى ما يحتاجونه"),
    (
        "Most guests only ask for one thing: to be seen when they come in.",
        "معظم الضيوف لا يطلبون سوى شيء واحد: أن ننتبه إليهم حين يدخلون.",
    ),
    ("What do customers think?", "ماذا يظن العملاء؟"),
    (
        "Could you put things right for a customer today, without asking anybody first?",
        "هل استطعت اليوم أن تحلّ مشكلة أحد العملاء دون أن تسأل أحدًا أولًا؟",
    ),
    ("I couldn’t help because…", "لم أستطع المساعدة لأن…"),
    ("A say of my own", "أن يكون القرار لي"),
    ("Somebody to ask", "شخص أسأله"),
    ("Knowing what is in stock", "معرفة المتوفر في المخزن"),
    ("Five minutes more", "خمس دقائق إضافية"),
    ("What would help most the next time?", "ما الذي يساعد أكثر في المرة القادمة؟"),
    ("More people at lunchtime", "عدد أكبر وقت الغداء"),
    ("Time to learn the machines properly", "وقت لتعلّم الآلات كما ينبغي"),
    ("What is one thing we should change?", "ما الشيء الذي ينبغي أن نغيّره؟"),
    ("In your own words", "بكلماتك"),
    ("The till freezes at noon", "يتوقف الصندوق عن العمل ظهرًا"),
    ("We replaced both tills on 3 November.", "استبدلنا الصندوقين في 3 نوفمبر."),
    ("Early shift", "المناوبة الصباحية"),
    ("Late shift", "المناوبة المسائية"),
    ("Night shift", "المناوبة الليلية"),
];

/// Nothing for what the sample gained since: another language stands in for it, as on a kiosk.
pub fn arabic(english: &str) -> Option<&'static str> {
    WORDS.iter().find_map(|(known, arabic)| (*known == english).then_some(*arabic))
}
