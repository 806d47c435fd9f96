//! Context expressions: `context_<name>.<method>{argument:argument}.<method>[field,nested.field]`.

use std::fmt;

use hookdesk_core::fault::{Code, Fault};

use super::{CONTEXT, Path};

macro_rules! contexts {
    ($($variant:ident $text:literal $doc:literal;)*) => {
        /// The contexts of the seed's table, and the one only the current page names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ContextName { $(#[doc = $doc] $variant,)* }

        impl ContextName {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name without `context_`, as an event's `context` object has it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What it knows, for people.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }
        }
    };
}

contexts! {
    ApplicationState "application_state" "The application's area and mode.";
    CheckoutSession "checkout_session" "The checkout session and its quote.";
    CustomerSession "customer_session" "The customer who is logged in.";
    HttpRequest "http_request" "The HTTP request that brought the event.";
    QuoteItemOptions "quote_item_options" "The options of the quote item.";
    ScopeConfig "scope_config" "Values of the shop's configuration.";
    Staging "staging" "The staging version.";
    Store "store" "The store, its website and its group.";
}

impl ContextName {
    /// Reads the name without `context_`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text)
    }
}

/// A chain of getters on a context.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Chain {
    /// Where it begins.
    pub context: ContextName,
    /// At least one.
    pub calls: Vec<Call>,
    /// The fields kept of the result: of each item of a collection, or of the object. None keeps all.
    pub filter: Option<Vec<Path>>,
}

/// One getter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Call {
    /// In snake case, with its `get_`.
    pub method: String,
    /// Text arguments; none where the method takes none.
    pub arguments: Vec<String>,
}

impl Call {
    /// The name an event's `context` object has it under: the method without `get_`.
    pub fn key(&self) -> &str {
        self.method.strip_prefix("get_").filter(|rest| !rest.is_empty()).unwrap_or(&self.method)
    }
}

impl Chain {
    /// A value of the configuration in its default scope, as `{config:path}` asks for it.
    pub fn config(path: &str) -> Self {
        let arguments = vec![path.to_owned(), "default".to_owned()];
        let call = Call { method: "get_value".to_owned(), arguments };
        Self { context: ContextName::ScopeConfig, calls: vec![call], filter: None }
    }

    /// Reads an expression that begins with `context_`. `context.invalid` where it is none, `context.unknown` where
    /// there is no context of that name.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = |why: String| {
            let shown: String = text.chars().take(120).collect();
            Fault::new(Code::ContextInvalid, format!("\"{shown}\" is not a context expression: {why}"))
        };
        if text.len() > Path::MAX_LEN {
            return Err(wrong(format!("it is longer than {} bytes", Path::MAX_LEN)));
        }
        let rest =
            text.strip_prefix(CONTEXT).ok_or_else(|| wrong(format!("it does not begin with {CONTEXT}")))?;
        let (name, mut rest) = rest.split_once('.').ok_or_else(|| wrong("a method is missing".to_owned()))?;
        let context = ContextName::parse(name).ok_or_else(|| unknown(name))?;
        let mut calls = Vec::new();
        let mut filter = None;
        loop {
            let end = rest.find(['.', '{', '[', ']', '}']).unwrap_or(rest.len());
            let (method, after) = rest.split_at(end);
            if !is_method(method) {
                return Err(wrong(format!("{method:?} is not a method's name (get_quote, get_items …)")));
            }
            let (arguments, after) = arguments(after).map_err(&wrong)?;
            calls.push(Call { method: method.to_owned(), arguments });
            if let Some(inside) = after.strip_prefix('[') {
                filter = Some(filtration(inside).map_err(&wrong)?);
                break;
            }
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None if after.is_empty() => break,
                None => return Err(wrong(format!("{after:?} is left over"))),
            }
        }
        Ok(Self { context, calls, filter })
    }
}

fn is_method(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn unknown(name: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    let all: Vec<&str> = ContextName::ALL.iter().map(|name| name.as_str()).collect();
    Fault::new(
        Code::ContextUnknown,
        format!("there is no context_{shown}; there are {CONTEXT}{}", all.join(", context_")),
    )
}

/// `{a:b}`, where it stands here.
fn arguments(text: &str) -> Result<(Vec<String>, &str), String> {
    let Some(inside) = text.strip_prefix('{') else { return Ok((Vec::new(), text)) };
    let (inside, after) = inside.split_once('}').ok_or("a { is not closed")?;
    if inside.contains('{') {
        return Err("a { stands inside of { }".to_owned());
    }
    Ok((inside.split(':').map(str::to_owned).collect(), after))
}

/// The rest of `[field,nested.field]` after its `[`.
fn filtration(text: &str) -> Result<Vec<Path>, String> {
    let inside = match text.split_once(']') {
        None => return Err("a [ is not closed".to_owned()),
        Some((_, after)) if !after.is_empty() => return Err(format!("{after:?} stands after the ]")),
        Some((inside, _)) => inside,
    };
    let paths = inside.split(',').map(|field| {
        let path = Path::parse(field.trim()).map_err(|fault| fault.message)?;
        if path.depth() > 0 { Err("[] cannot stand inside of [ ]".to_owned()) } else { Ok(path) }
    });
    paths.collect()
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CONTEXT}{}", self.context.as_str())?;
        for call in &self.calls {
            write!(f, ".{}", call.method)?;
            if !call.arguments.is_empty() {
                write!(f, "{{{}}}", call.arguments.join(":"))?;
            }
        }
        if let Some(filter) = &self.filter {
            let fields: Vec<String> = filter.iter().map(Path::to_string).collect();
            write!(f, "[{}]", fields.join(","))?;
        }
        Ok(())
    }
}
