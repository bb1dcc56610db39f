//! The language of a text: English by its function words, others by trigrams.

use std::sync::LazyLock;

use super::fold::key;

/// English function words that hardly any other language shares; from general knowledge.
const ENGLISH: [&str; 24] = [
    "the", "of", "and", "to", "that", "is", "was", "for", "with", "his", "he", "it", "by", "from", "which", "have",
    "has", "said", "are", "were", "this", "their", "not", "would",
];

/// Their keys.
static ENGLISH_KEYS: LazyLock<[u64; 24]> = LazyLock::new(|| ENGLISH.map(key));

/// Words of the body that are looked at.
const SAMPLE: usize = 80;

/// Bytes of text given to the trigram detector, at most.
const TRIGRAM_SAMPLE: usize = 1500;

/// ISO 639-1 code of the language of an article, where it is plain enough.
///
/// ```
/// use dateline::text::language;
/// let body = "The talks went on for hours and the envoys said that it was too early to tell.";
/// assert_eq!(language("Envoys meet", body), Some("en"));
/// let body = "Die Gespräche dauerten Stunden, und die Gesandten sagten, es sei zu früh für ein Ergebnis.";
/// assert_eq!(language("Gesandte treffen sich", body), Some("de"));
/// ```
pub fn language(title: &str, body: &str) -> Option<&'static str> {
    let text = if body.len() >= title.len() { body } else { title };
    let words = text.split_ascii_whitespace().take(SAMPLE);
    let (mut seen, mut english) = (0, 0);
    for word in words {
        seen += 1;
        english += is_english(word) as u32;
    }
    // One function word in ten is far below English prose (about one in three) and far above any other language.
    if seen >= 8 && english * 10 >= seen {
        return Some("en");
    }
    let mut end = text.len().min(TRIGRAM_SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let info = whatlang::detect(&text[..end])?;
    let code = two_letters(info.lang().code())?;
    // Among names and numbers the detector is rarely sure; English is the likeliest guess to be right. And what it is
    // sure of may be abbreviations: "shr loss six cts" has no word of French.
    (code == "en" || (info.is_reliable() && has_function_words(text, code))).then_some(code)
}

/// Function words of languages that share the Latin alphabet with English, a dozen of the commonest of each that are no
/// English words; from general knowledge.
const FUNCTION_WORDS: [(&str, [&str; 12]); 17] = [
    ("af", ["die", "van", "en", "het", "dat", "nie", "vir", "met", "sy", "op", "wat", "ook"]),
    ("ca", ["de", "la", "el", "que", "els", "les", "per", "del", "amb", "una", "és", "dels"]),
    ("cs", ["se", "na", "je", "že", "s", "v", "z", "ve", "by", "jako", "pro", "nebo"]),
    ("da", ["og", "det", "er", "til", "af", "på", "den", "som", "de", "ikke", "et", "har"]),
    ("de", ["der", "die", "und", "den", "von", "zu", "das", "mit", "sich", "des", "im", "ein"]),
    ("es", ["de", "la", "que", "el", "en", "y", "los", "se", "del", "las", "por", "una"]),
    ("fi", ["ja", "ei", "että", "se", "oli", "hän", "ovat", "mutta", "kuin", "myös", "joka", "ole"]),
    ("fr", ["de", "la", "le", "et", "les", "des", "en", "un", "du", "une", "à", "l"]),
    ("hu", ["az", "és", "hogy", "nem", "egy", "ez", "meg", "de", "volt", "csak", "már", "kell"]),
    ("id", ["yang", "dan", "di", "dengan", "untuk", "dari", "dalam", "pada", "itu", "ini", "ke", "tidak"]),
    ("it", ["di", "e", "che", "la", "il", "un", "per", "del", "della", "una", "l", "è"]),
    ("nb", ["og", "det", "er", "på", "til", "som", "en", "av", "med", "har", "ikke", "den"]),
    ("nl", ["de", "het", "een", "van", "en", "dat", "op", "te", "met", "voor", "zijn", "niet"]),
    ("pl", ["w", "na", "z", "że", "się", "nie", "jest", "po", "od", "oraz", "jak", "przez"]),
    ("pt", ["de", "que", "e", "da", "em", "os", "para", "um", "uma", "com", "não", "na"]),
    ("sv", ["och", "att", "det", "som", "en", "på", "är", "av", "för", "med", "till", "den"]),
    ("tr", ["ve", "bir", "bu", "da", "de", "için", "ile", "olarak", "daha", "olan", "çok", "gibi"]),
];

/// Whether one word in sixteen is a function word of a language, which prose has two and three times as often; of a language
/// without a list, whether nothing is known.
fn has_function_words(text: &str, code: &str) -> bool {
    let Some((_, list)) = FUNCTION_WORDS.iter().find(|(language, _)| *language == code) else { return true };
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(SAMPLE);
    let (mut seen, mut found) = (0, 0);
    for word in words {
        seen += 1;
        found += usize::from(list.contains(&word.to_lowercase().as_str()));
    }
    found * 16 >= seen
}

fn is_english(word: &str) -> bool {
    // Lengths first: most words are settled without hashing.
    (2..=5).contains(&word.len()) && { ENGLISH_KEYS.contains(&key(word)) }
}

/// ISO 639-1 for the ISO 639-3 codes that the detector gives, where there is one.
fn two_letters(code: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 60] = [
        ("afr", "af"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tur", "tr"),
        ("ukr", "uk"),
    ];
    CODES.iter().find(|(three, _)| *three == code).map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_languages_apart() {
        for (body, code) in [
            (
                "Los enviados se reunieron de nuevo el martes y las conversaciones duraron hasta la noche, según el portavoz.",
                "es",
            ),
            (
                "Les envoyés se sont réunis mardi et les discussions ont duré jusque tard dans la nuit, selon le porte-parole.",
                "fr",
            ),
            ("Посланники встретились снова во вторник, и переговоры продолжались до позднего вечера.", "ru"),
        ] {
            assert_eq!(language("", body), Some(code));
        }
        // Names, numbers and abbreviations look like French to a detector of trigrams.
        let report =
            "Shr profit eight cts vs loss 1.84 dlrs. Net profit 183,000 vs loss 3.2 mln. Revs 10.9 mln vs 7.3 mln.";
        assert_ne!(language("SEEQ TECHNOLOGY INC 2ND QTR MARCH 31", report), Some("fr"));
        assert_eq!(language("", ""), None);
        assert_eq!(language("", "12 34 56"), None);
    }
}
