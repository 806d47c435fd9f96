use super::placeholder::{Kind, Piece, split};

#[test]
fn placeholders_stand_between_texts() {
    let text = |text: &str| Piece::Text(text.into());
    let env = |name: &str| Piece::Placeholder(Kind::Env, name.into());
    for (whole, pieces) in [
        ("", vec![]),
        ("plain {x} {env} }", vec![text("plain {x} {env} }")]),
        ("{env:A}", vec![env("A")]),
        ("a{env:A}{env:B}c", vec![text("a"), env("A"), env("B"), text("c")]),
        ("{{ {env:A} }}{env:B}", vec![text("{{ {env:A} }}"), env("B")]),
        ("{% {env:A}", vec![text("{% {env:A}")]),
        ("{config:a/b_c}", vec![Piece::Placeholder(Kind::Config, "a/b_c".into())]),
    ] {
        assert_eq!(split(whole).unwrap(), pieces, "{whole}");
    }
    for wrong in ["{env:}", "{env:A", "{env:A-B}", "{secret: }", "{config:a b}", "{env:é}"] {
        assert!(split(wrong).is_err(), "{wrong}");
    }
}
