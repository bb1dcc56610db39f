//! Articles in other languages than English are found by the endings of their own language,
//! and by the very word always.

use crate::world::World;

/// Language, a sentence, a word of it, and another form of that word which a reader would type.
const ARTICLES: [(&str, &str, &str, &str); 8] = [
    (
        "fr",
        "Les négociations ont repris mardi à Genève et les ministres européens ont demandé de nouvelles élections dans le pays avant la fin de cette année.",
        "négociations",
        "négociation",
    ),
    (
        "de",
        "Die Regierungen der beiden Länder haben sich am Dienstag in Genf auf einen Waffenstillstand geeinigt, und die Gespräche gehen in der nächsten Woche weiter.",
        "Regierungen",
        "Regierung",
    ),
    (
        "es",
        "Los trabajadores del puerto comenzaron el lunes una huelga por sus salarios, y el gobierno anunció que las conversaciones seguirán durante toda la semana.",
        "trabajadores",
        "trabajador",
    ),
    (
        "it",
        "I lavoratori del porto hanno cominciato lunedì uno sciopero per i loro salari e il governo ha detto che le trattative dureranno tutta la settimana.",
        "lavoratori",
        "lavoratore",
    ),
    (
        "pt",
        "Os trabalhadores do porto começaram na segunda-feira uma greve pelos seus salários, e o governo disse que as negociações vão continuar durante toda a semana.",
        "trabalhadores",
        "trabalhador",
    ),
    (
        "nl",
        "De regeringen van beide landen hebben dinsdag in Genève een wapenstilstand gesloten, en de gesprekken worden volgende week voortgezet, zei een woordvoerder.",
        "regeringen",
        "regering",
    ),
    (
        "ru",
        "Правительства обеих стран договорились во вторник о прекращении огня, и переговоры будут продолжены на следующей неделе, сообщил представитель министерства.",
        "переговоры",
        "переговоров",
    ),
    (
        "sv",
        "Regeringarna i båda länderna enades på tisdagen om en vapenvila, och samtalen fortsätter under nästa vecka, sade en talesman för utrikesdepartementet.",
        "Regeringarna",
        "regering",
    ),
];

fn world() -> World {
    let world = World::new();
    for (language, sentence, ..) in ARTICLES {
        world.write(&format!("news/{language}.txt"), format!("Agence\n\n{sentence}"));
    }
    world.write(
        "news/en.txt",
        "Talks\n\nThe governments of both countries agreed on Tuesday in Geneva that the talks go on.",
    );
    world.run(&["index", "news"]).ends(0);
    world
}

fn found(world: &World, query: &str) -> Vec<String> {
    let ran = world.run(&["search", query, "--index", "news/.dateline", "--format", "ids", "--limit", "0"]);
    ran.lines().into_iter().map(str::to_owned).collect()
}

#[test]
fn the_language_is_known() {
    let world = world();
    for (language, ..) in ARTICLES {
        let id = format!("{language}.txt");
        assert!(found(&world, &format!("language:{language}")).contains(&id), "{language}");
    }
}

#[test]
fn other_forms_of_a_word_find_the_article() {
    let world = world();
    for (language, _, word, other) in ARTICLES {
        let id = format!("{language}.txt");
        for query in [word, other, &format!("{other} zyxwvut"), &format!("+{other}")] {
            assert!(found(&world, query).contains(&id), "{language}: {query}");
        }
        let marked = world.run(&["search", other, "--index", "news/.dateline", "--format", "json", "--limit", "0"]);
        let hit = marked.json().into_iter().find(|hit| hit["id"] == id.as_str()).unwrap();
        assert!(!hit["highlights"].as_array().unwrap().is_empty(), "{language}: {other} is not marked");
    }
}

#[test]
fn every_word_finds_its_article_as_it_is_spelled() {
    let world = world();
    for (language, sentence, ..) in ARTICLES {
        let id = format!("{language}.txt");
        for word in sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2) {
            assert!(found(&world, &format!("\"{word}\"")).contains(&id), "{language}: {word}");
        }
    }
}

#[test]
fn words_of_one_language_do_not_find_those_of_another_by_its_endings() {
    let world = world();
    // "Regierung" ends as Swedish does not; "governments" is English.
    assert_eq!(found(&world, "Regierung"), ["de.txt"]);
    assert_eq!(found(&world, "government"), ["en.txt"]);
}
