//! Contents, compiled once and kept for as long as there is room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use hookdesk_content::build::Plan;
use hookdesk_content::convert::Aliases;
use hookdesk_content::definition::Content;
use hookdesk_core::Fault;
use hookdesk_core::config::ContentWrap;
use hookdesk_core::id::ContentId;

/// Most plans kept; past that all are forgotten, and those in use come back by themselves.
const MOST: usize = 256;

/// A version, ready to be used.
pub(crate) struct Compiled {
    /// What is wrong with it, where it was saved by a version that took it.
    pub plan: Result<Plan, Fault>,
    /// Whether it may stay silent.
    pub has_rules: bool,
    /// Whether it asks for the HTTP request that brought the event.
    pub asks_request: bool,
    /// Whether it compares with the event before.
    pub asks_previous: bool,
}

impl Compiled {
    pub fn new(content: &Content, wrap: ContentWrap, aliases: &Aliases) -> Self {
        let rules = || content.rules.groups.iter().flatten().filter(|rule| rule.active);
        let plan = Plan::compile_with(content, wrap, aliases).map_err(broken);
        Self {
            plan,
            has_rules: rules().next().is_some(),
            asks_request: mentions(content, "context_http_request"),
            asks_previous: rules().any(|rule| rule.operator.eq_ignore_ascii_case("onChange")),
        }
    }
}

fn broken(faults: Vec<Fault>) -> Fault {
    let none = || Fault::new(hookdesk_core::Code::Internal, "a content could not be compiled");
    Fault::first_of(faults).unwrap_or_else(none)
}

fn mentions(content: &Content, what: &str) -> bool {
    let fields = content.fields.iter().map(|field| field.source());
    let headers = content.headers.iter().map(|header| header.value.as_str());
    let rules = content.rules.groups.iter().flatten().map(|rule| rule.field.as_str());
    fields.chain(headers).chain(rules).any(|text| text.contains(what))
}

/// Those compiled lately.
#[derive(Default)]
pub(crate) struct Plans(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// What they were compiled with.
    aliases: Aliases,
    plans: HashMap<ContentId, Arc<Compiled>>,
}

impl Plans {
    /// The plan of a version, where it is kept.
    pub fn get(&self, id: ContentId, aliases: &Aliases) -> Option<Arc<Compiled>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.plans.get(&id).filter(|_| kept.aliases == *aliases).cloned()
    }

    /// Keeps one.
    pub fn keep(&self, id: ContentId, aliases: &Aliases, compiled: &Arc<Compiled>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.plans.len() >= MOST || kept.aliases != *aliases {
            kept.plans.clear();
            kept.aliases.clone_from(aliases);
        }
        kept.plans.insert(id, compiled.clone());
    }
}
