//! What a given name tells: the sex of nearly all who bear it, and the full name that a short form stands for.
//!
//! Two short lists from general knowledge. A name that men and women bear ("Kim",
//! "Andrea", "Jean") is on neither side: the title before it must tell.

use super::names::Sex;
use crate::text::{KeyHasher, key};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Something by the key of a name.
type ByName<T> = HashMap<u64, T, BuildHasherDefault<KeyHasher>>;

const WOMEN: &str = "mary patricia linda barbara elizabeth jennifer maria susan margaret dorothy lisa nancy karen betty helen \
    sandra donna carol ruth sharon michelle laura sarah kimberly deborah jessica cynthia angela melissa brenda amy anna \
    rebecca virginia kathleen pamela martha debra amanda stephanie carolyn christine marie janet catherine katherine \
    frances ann anne diane alice julie heather teresa doris gloria evelyn cheryl mildred rose judith judy ivana melania \
    nicole christina kathy theresa beverly denise irene jane lori rachel hillary hilary michele sonia indira benazir \
    sheila cherie cherry julia camilla diana emma olivia sophie sophia charlotte lucy fiona nicola theresa kate katie \
    catherine caroline victoria charlene ursula angela christine ingrid astrid birgit helga gertrud gisela sabine ségolène \
    brigitte carla valerie monique francoise françoise simone giulia francesca giorgia chiara carmen dolores pilar rosa \
    cristina eva evita isabel michelle dilma gabriela cecilia fernanda beatriz claudia svetlana natalia natalya tatiana \
    olga irina galina lyudmila ludmila raisa yelena elena ekaterina anastasia yulia oksana olena agnieszka malgorzata \
    aisha fatima khadija zainab leila layla yasmin noor amina asma jihan suha rania imelda corazon gloria leni sushma \
    priyanka pratibha mamata smriti nirmala sirimavo chandrika khaleda sheikha graça grace winnie nkosazana ngozi ellen \
    joyce mercy wangari megan meghan beatrice eugenie zara";

const MEN: &str = "james robert michael william david richard charles joseph thomas christopher daniel paul mark donald george \
    kenneth steven stephen edward brian ronald anthony kevin jason matthew gary timothy jose larry jeffrey frank scott eric \
    andrew raymond gregory joshua jerry dennis walter patrick peter harold douglas henry carl arthur roger jack albert \
    jonathan justin gerald keith samuel willie ralph lawrence nicholas roy benjamin bruce adam harry fred wayne billy steve \
    louis jeremy aaron howard eugene bobby victor martin ernest phillip philip todd stanley leonard nathan dale manuel bill \
    tom tony bob john jim joe mike ted dick rick ron dan dave ben sam barack colin alan allan ian simon graham stuart neil nigel \
    malcolm duncan gordon hugh rupert tobias toby boris jeremy hans helmut gerhard wolfgang heinz klaus jürgen jurgen günter \
    pierre jacques francois françois nicolas philippe bernard henri emmanuel giovanni giuseppe silvio mario luigi antonio \
    francesco juan carlos luis miguel jorge fernando pedro javier hugo fidel raul raúl nestor néstor cristobal vladimir \
    dmitry sergei mikhail boris nikolai leonid yuri viktor igor alexei ivan lech jaroslaw vaclav václav viktor zoran slobodan \
    mohammed muhammad mohamed ahmed ali hassan hussein omar osama mahmoud yasser abdullah ibrahim mustafa recep saddam bashar \
    hosni anwar nelson thabo jacob cyril robert kofi rajiv manmohan narendra atal nawaz pervez asif imran akio hiroshi kenji \
    shinzo junichiro takeshi toshiki yasuhiro ferdinand joseph benigno rodrigo";

/// Full given names with the short forms that stand for them; a short form may stand for several.
const SHORT_FORMS: &[&str] = &[
    "alexander alex alec sandy sasha",
    "alfred alf fred",
    "andrew andy drew",
    "anthony tony",
    "arthur art",
    "barbara barb",
    "benjamin ben benny",
    "catherine katherine kathleen kate cathy kathy katie",
    "charles charlie chuck",
    "christopher chris kit",
    "christine christina chris tina",
    "daniel dan danny",
    "david dave davey",
    "deborah debra debbie deb",
    "donald don donnie",
    "dorothy dot",
    "douglas doug",
    "edward ed eddie ted ned",
    "edwin ed",
    "elizabeth liz beth betty bess lizzie eliza",
    "eugene gene",
    "frances fran",
    "francis frank",
    "franklin frank",
    "frederick frederic fred freddie",
    "gerald gerry jerry",
    "gregory greg",
    "harold harry hal",
    "henry harry hank",
    "herbert herb bert",
    "jacob jake",
    "jacqueline jackie",
    "james jim jimmy jamie",
    "jeffrey geoffrey jeff geoff",
    "jennifer jen jenny",
    "jeremiah jerry",
    "john jack johnny",
    "jonathan jon",
    "joseph joe joey",
    "joshua josh",
    "judith judy",
    "kenneth ken kenny",
    "lawrence laurence larry",
    "leonard len lenny",
    "louis lewis lou",
    "margaret maggie meg peggy",
    "martin marty",
    "matthew matt",
    "michael mike mick mickey",
    "nathaniel nathan nat",
    "nicholas nicolas nick nicky",
    "pamela pam",
    "patricia pat patty trish",
    "patrick pat paddy",
    "peter pete",
    "philip phillip phil",
    "raymond ray",
    "rebecca becky",
    "richard dick rick ricky rich",
    "robert bob bobby rob robbie bert",
    "rodney rod",
    "ronald ron ronnie",
    "rudolph rudolf rudy",
    "samuel sam sammy",
    "samantha sam",
    "stanley stan",
    "stephen steven steve",
    "stuart stewart stu",
    "susan sue susie",
    "terence terrence terry",
    "theodore ted teddy theo",
    "theresa teresa terry tess",
    "thomas tom tommy",
    "timothy tim timmy",
    "tobias toby",
    "valerie val",
    "victoria vicky",
    "vincent vince vinny",
    "walter walt wally",
    "william bill billy will willie",
    "zachary zach zack",
];

/// The sex that nearly all bearers of a given name have.
pub(super) fn sex_of(name: u64) -> Sex {
    static SEXES: LazyLock<ByName<Sex>> = LazyLock::new(|| {
        let women = WOMEN.split_whitespace().map(|name| (key(name), Sex::Female));
        women.chain(MEN.split_whitespace().map(|name| (key(name), Sex::Male))).collect()
    });
    SEXES.get(&name).copied().unwrap_or_default()
}

/// Whether one given name is a short form of the other: Bill and William, but not Bill and Billy.
pub(super) fn is_short_form(a: u64, b: u64) -> bool {
    static FULL: LazyLock<ByName<Vec<u64>>> = LazyLock::new(|| {
        let mut full: ByName<Vec<u64>> = ByName::default();
        for line in SHORT_FORMS {
            let names: Vec<u64> = line.split(' ').map(key).collect();
            for &name in &names {
                full.entry(name).or_default().push(names[0]);
            }
        }
        full
    });
    let stands = |short: u64, long: u64| FULL.get(&short).is_some_and(|all| all.contains(&long));
    a != b && (stands(a, b) || stands(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_sex_and_short_forms_stand_for_full_ones() {
        let both = WOMEN.split_whitespace().filter(|name| MEN.split_whitespace().any(|other| other == *name));
        assert_eq!(both.collect::<Vec<_>>(), Vec::<&str>::new());
        assert!(is_short_form(key("Bill"), key("William")) && is_short_form(key("Robert"), key("bob")));
        assert!(!is_short_form(key("Bill"), key("Bill")) && !is_short_form(key("Tom"), key("Tim")));
        assert_eq!(sex_of(key("Hillary")), Sex::Female);
        assert_eq!(sex_of(key("Kim")), Sex::Unknown);
    }
}
