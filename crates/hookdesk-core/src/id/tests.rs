use proptest::prelude::*;

use super::*;

#[test]
fn only_the_printed_form_is_a_message_id() {
    let id = "msg_019a9e4f8b7c7000800000000000002a";
    assert_eq!(MessageId::parse(id).map(|id| id.to_string()), Ok(id.to_owned()));
    for text in [
        "",
        "msg_",
        "019a9e4f8b7c7000800000000000002a",
        "msg_019a9e4f8b7c7000800000000000002",
        "msg_019a9e4f8b7c7000800000000000002aa",
        "msg_019a9e4f8b7c7000800000000000002g",
        "msg_019a9e4f-8b7c-7000-8000-00000000002a",
        "msg_{019a9e4f-8b7c-7000-8000-00000000002a}",
        "MSG_019a9e4f8b7c7000800000000000002a",
        " msg_019a9e4f8b7c7000800000000000002a",
    ] {
        assert_eq!(MessageId::parse(text).map_err(|f| f.field), Err(Some("id".to_owned())), "{text}");
    }
}

#[test]
fn an_event_id_is_the_callers_own_printable_text() {
    let longest = "x".repeat(EventId::MAX_LEN);
    for text in ["1", "order-42/created", "{curly}\"'\\", &longest] {
        assert_eq!(EventId::parse(text).map(|id| id.to_string()), Ok(text.to_owned()));
    }
    let too_long = "x".repeat(EventId::MAX_LEN + 1);
    for text in ["", " ", "a b", "a\n", "\0", "é", &too_long] {
        assert_eq!(EventId::parse(text).map_err(|f| f.code), Err(Code::InputInvalid), "{text}");
    }
    let made = EventId::from_uuid(Uuid::from_u128(42));
    assert_eq!(made.as_str(), "evt_0000000000000000000000000000002a");
    assert_eq!(EventId::parse(made.as_str()), Ok(made));
}

#[test]
fn numbers_are_plain_in_json() {
    assert_eq!(serde_json::to_string(&HookId(7)).ok().as_deref(), Some("7"));
    assert_eq!(serde_json::from_str::<SubscriptionId>("7").ok(), Some(SubscriptionId(7)));
    assert_eq!(ConnectionId(7).to_string(), "7");
}

proptest! {
    #[test]
    fn a_message_id_prints_sorts_and_signs_as_it_should(a in any::<u128>(), b in any::<u128>()) {
        let (a, b) = (MessageId(Uuid::from_u128(a)), MessageId(Uuid::from_u128(b)));
        prop_assert_eq!(MessageId::parse(&a.to_string()), Ok(a));
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        // Standard Webhooks joins with dots.
        prop_assert!(!a.to_string().contains('.'));
    }
}
