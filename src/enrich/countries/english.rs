//! Word lists of newspaper English for the vetoes.
//!
//! From general knowledge where no source is named; each list is sorted.

/// Titles before a family name.
#[rustfmt::skip]
pub(super) const TITLES: [&str; 34] = [
    "Amb", "Capt", "Captain", "Cardinal", "Col", "Colonel", "Congressman", "Dame", "Dr", "Gen", "Gov",
    "Judge", "Justice", "Lady", "Lieutenant", "Lord", "Lt", "Madame", "Maj", "Miss", "Mr", "Mrs", "Ms",
    "Prof", "Professor", "Rep", "Rev", "Saint", "Sen", "Senator", "Sgt", "Sheikh", "Sir", "Supt",
];

/// What stands behind a place's name and not behind a given name.
#[rustfmt::skip]
pub(super) const BEHIND_PLACES: [&str; 61] = [
    "Airport", "Avenue", "Bank", "Bay", "Board", "Bourse", "Bridge", "Business", "Castle", "Cathedral",
    "Chamber", "City", "Club", "College", "Commission", "Company", "Conference", "Council", "County", "Court",
    "Daily", "Department", "District", "Exchange", "Film", "Government", "Gulf", "Heights", "High", "Hospital", "Hotel",
    "International", "Island", "Islands", "Legislature", "Metro", "Metropolitan", "Minister", "Ministry", "Mountains",
    "Museum", "National", "News", "Olympics", "Police", "Port", "President", "Prime", "Province", "River",
    "School", "Senate", "Stadium", "State", "Stock", "Street", "Times", "Town", "University", "Valley", "Village",
];

/// Behind a town's name they make a street of another town ("Dublin Road").
pub(super) const STREETS: [&str; 9] = ["Ave", "Avenue", "Blvd", "Boulevard", "Drive", "Lane", "Rd", "Road", "Street"];

/// Before a town's name they make the name of another place ("St. Paris", "Fort Worth").
#[rustfmt::skip]
pub(super) const PARTS_OF_PLACES: [&str; 10] =
    ["Camp", "Fort", "Ft", "Lake", "Mount", "Mt", "Saint", "San", "Santa", "St"];

/// Behind a town's name they tell of somebody who lives there, as local news does ("a Paris man").
pub(super) const RESIDENTS: [&str; 9] =
    ["couple", "man", "native", "resident", "residents", "teen", "teenager", "woman", "youth"];

/// Behind a country's bare name they make a firm, which may be at home anywhere ("Cyprus Minerals").
pub(super) const FIRMS: [&str; 12] = [
    "Brands",
    "Foods",
    "Holdings",
    "Inc",
    "Industries",
    "Laboratories",
    "Labs",
    "Mills",
    "Minerals",
    "Partners",
    "Pharmaceuticals",
    "Therapeutics",
];

/// Common given names before a family name that is a place too. Most frequent
/// names of the US Social Security lists.
#[rustfmt::skip]
pub(super) const GIVEN_NAMES: [&str; 112] = [
    "Alan", "Alex", "Alexander", "Alice", "Amy", "Andrew", "Andy", "Ann", "Anna", "Anne", "Anthony", "Arthur",
    "Barbara", "Ben", "Benjamin", "Bill", "Billy", "Bob", "Bobby", "Brian", "Bruce", "Carl", "Carol",
    "Charles", "Charlie", "Chris", "Christopher", "Claire", "Colin", "Craig", "Daniel", "Dave", "David",
    "Dennis", "Denzel", "Diana", "Donald", "Doug", "Douglas", "Edward", "Elizabeth", "Emma", "Eric", "Frank",
    "Fred", "Gary", "George", "Gordon", "Graham", "Greg", "Harold", "Harry", "Helen", "Henry", "Howard",
    "Hugh", "Ian", "Jack", "James", "Jane", "Jason", "Jeff", "Jennifer", "Jeremy", "Jim", "Jimmy", "Joan",
    "Joe", "John", "Jonathan", "Joseph", "Julia", "Karen", "Keith", "Ken", "Kevin", "Larry", "Laura", "Lisa",
    "Louis", "Margaret", "Mark", "Martin", "Mary", "Matthew", "Michael", "Michelle", "Mike", "Nancy", "Neil",
    "Nicholas", "Nick", "Patrick", "Paul", "Peter", "Philip", "Ralph", "Ray", "Richard", "Robert", "Roger",
    "Ronald", "Sarah", "Scott", "Simon", "Stephen", "Steve", "Susan", "Thomas", "Tim", "Tom", "William",
];

/// Nouns that make a demonym a language.
#[rustfmt::skip]
pub(super) const LANGUAGE_NOUNS: [&str; 24] = [
    "accent", "alphabet", "class", "classes", "dialect", "dictionary", "grammar", "language", "languages",
    "lessons", "proficiency", "proverb", "speaker", "speakers", "speaking", "spelling", "subtitles",
    "teacher", "teachers", "translation", "translations", "translator", "word", "words",
];

/// Words that govern a language.
#[rustfmt::skip]
pub(super) const SPEAKING: [&str; 21] = [
    "fluent", "into", "learn", "learned", "learning", "read", "reading", "speak", "speaking", "speaks",
    "spoke", "spoken", "studied", "study", "studying", "taught", "teach", "teaches", "teaching", "translated",
    "understand",
];

/// Words that do not take a demonym as their adjective.
#[rustfmt::skip]
pub(super) const FUNCTION_WORDS: [&str; 30] = [
    "a", "about", "and", "as", "at", "because", "but", "by", "during", "for", "from", "if", "in", "is", "it",
    "of", "on", "or", "so", "than", "that", "the", "to", "was", "when", "where", "which", "while", "who",
    "with",
];

/// Food and drink.
#[rustfmt::skip]
pub(super) const DISHES: [&str; 24] = [
    "bread", "cheese", "chocolate", "coffee", "cooking", "cuisine", "curry", "dish", "dishes", "dressing",
    "eatery", "food", "foods", "fries", "medicine", "medicines", "pastry", "recipes", "restaurant",
    "restaurants", "salad", "sausage", "toast", "yogurt",
];

/// Units of money, in full and in agency style.
#[rustfmt::skip]
pub(super) const CURRENCIES: [&str; 36] = [
    "baht", "bolivars", "cents", "crown", "crowns", "dinar", "dinars", "dirhams", "dlr", "dlrs", "dollar",
    "dollars", "euros", "franc", "francs", "guilder", "guilders", "krona", "kroner", "lira", "lire", "mark",
    "markka", "marks", "pesetas", "peso", "pesos", "pound", "pounds", "rand", "riyals", "rubles", "rupees",
    "schillings", "shillings", "yen",
];

/// Words of amounts before a unit.
#[rustfmt::skip]
pub(super) const AMOUNTS: [&str; 22] = [
    "a", "all", "billion", "bln", "denominated", "few", "five", "hundred", "in", "into", "many", "million",
    "mln", "of", "one", "per", "ten", "thousand", "three", "trillion", "two", "with",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_without_duplicates() {
        let lists: [&[&str]; 13] = [
            &TITLES,
            &STREETS,
            &PARTS_OF_PLACES,
            &RESIDENTS,
            &FIRMS,
            &BEHIND_PLACES,
            &GIVEN_NAMES,
            &LANGUAGE_NOUNS,
            &SPEAKING,
            &FUNCTION_WORDS,
            &DISHES,
            &CURRENCIES,
            &AMOUNTS,
        ];
        for list in lists {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }
}
