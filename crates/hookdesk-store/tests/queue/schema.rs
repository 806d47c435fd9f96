//! The schema's own guard: the domain's words and no others, and no state without what it needs.

use hookdesk_core::event::{EventRouting, EventSource};
use hookdesk_core::message::{FailureTruth, MessageState, Trigger};

use crate::support::Desk;

#[tokio::test]
async fn each_closed_list_is_the_domains() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let sql = desk.sql();
    let takes = |statement: String| sql.execute(&statement, []).is_ok();
    for word in Trigger::ALL {
        assert!(takes(format!("UPDATE messages SET trigger = '{word}'")), "{word}");
    }
    for word in FailureTruth::ALL {
        assert!(takes(format!("UPDATE messages SET last_truth = '{word}'")), "{word}");
    }
    for word in EventSource::ALL {
        assert!(takes(format!("UPDATE events SET source = '{word}'")), "{word}");
    }
    for word in EventRouting::ALL {
        assert!(takes(format!("UPDATE events SET routing = '{word}'")), "{word}");
    }
    for (table, column) in
        [("messages", "trigger"), ("messages", "last_truth"), ("events", "source"), ("events", "routing")]
    {
        assert!(!takes(format!("UPDATE {table} SET {column} = 'nonsense'")), "{column}");
    }
}

#[tokio::test]
async fn a_state_stands_with_what_it_needs_and_nothing_else() {
    let desk = Desk::with(1).await;
    desk.fill("a.happened", 1).await;
    let sql = desk.sql();
    let takes = |state: &str, reason: bool, due: bool, lease: bool| {
        let value = |given: bool| if given { "1" } else { "NULL" };
        let statement = format!(
            "UPDATE messages SET state = '{state}', reason = {}, due_at = {}, lease_token = {}, lease_until = {}",
            value(reason),
            value(due),
            value(lease),
            value(lease)
        );
        sql.execute(&statement, []).is_ok()
    };
    for state in MessageState::ALL {
        let due = state.is_due_driven();
        let lease = *state == MessageState::Sending;
        let needs_reason = matches!(
            state,
            MessageState::Held | MessageState::Rejected | MessageState::Discarded | MessageState::Skipped
        );
        assert!(takes(state.as_str(), needs_reason, due, lease), "{state}");
        assert!(!takes(state.as_str(), true, !due, lease), "{state}");
        assert!(!takes(state.as_str(), true, due, !lease), "{state}");
        assert_eq!(takes(state.as_str(), false, due, lease), !needs_reason, "{state}");
    }
    assert!(!takes("nonsense", true, false, false));
}
