use std::collections::HashSet;

use super::*;
use crate::event::{EventRouting, EventSource};

/// Every list keeps its texts apart, reads what it writes, and writes the same text to JSON.
macro_rules! check_words {
    ($($name:ty),* $(,)?) => {$({
        let texts: HashSet<&str> = <$name>::ALL.iter().map(|word| word.as_str()).collect();
        assert_eq!(texts.len(), <$name>::ALL.len(), stringify!($name));
        for word in <$name>::ALL {
            let text = word.as_str();
            assert_eq!(<$name>::parse(text), Some(*word));
            assert_eq!(word.to_string(), text);
            let json = format!("\"{text}\"");
            assert_eq!(serde_json::to_string(word).ok().as_deref(), Some(json.as_str()));
            assert_eq!(serde_json::from_str::<$name>(&json).ok(), Some(*word));
        }
        assert_eq!(<$name>::parse(""), None);
        assert_eq!(<$name>::parse("no such word"), None);
    })*};
}

#[test]
fn every_word_list_round_trips() {
    use crate::config::{Encoding, Method};
    check_words!(
        MessageState,
        HoldReason,
        SkipReason,
        RejectReason,
        Trigger,
        AttemptResult,
        FailureTruth,
        TransportClass,
        ContentWrap,
        PayloadBinding,
        Method,
        Encoding,
        EventSource,
        EventRouting,
    );
}

#[test]
fn every_state_has_an_exit() {
    for state in MessageState::ALL.iter().copied() {
        let by_the_sender = state.is_due_driven() || state == MessageState::Sending;
        assert!(by_the_sender || state.can_retry() || state.can_discard(), "{state} has no exit");
    }
}

#[test]
fn a_running_attempt_is_left_alone_and_nothing_else_is() {
    for state in MessageState::ALL.iter().copied() {
        assert_eq!(state.can_retry(), state != MessageState::Sending, "{state}");
    }
    let kept = [MessageState::Sending, MessageState::Delivered, MessageState::Discarded];
    for state in MessageState::ALL.iter().copied() {
        assert_eq!(state.can_discard(), !kept.contains(&state), "{state}");
    }
}

#[test]
fn only_hands_are_by_hand() {
    let by_hand: Vec<&str> = Trigger::ALL.iter().filter(|t| t.is_by_hand()).map(|t| t.as_str()).collect();
    assert_eq!(by_hand, ["manual_retry", "bulk_retry", "edited_resend"]);
}

#[test]
fn timings_leave_out_what_was_not_reached() {
    let timings = Timings { connect_us: Some(7), total_us: 9, ..Timings::default() };
    let json = r#"{"connect_us":7,"total_us":9}"#;
    assert_eq!(serde_json::to_string(&timings).ok().as_deref(), Some(json));
    assert_eq!(serde_json::from_str(json).ok(), Some(timings));
}
