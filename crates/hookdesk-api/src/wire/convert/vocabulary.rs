//! The words a content is written with, as the designer offers them.

use hookdesk_content::context::shop;
use hookdesk_content::convert;
use hookdesk_content::rules::Operator;
use hookdesk_content::source::ContextName;

use crate::wire::{
    Vocabulary, VocabularyArgument, VocabularyContext, VocabularyConverter, VocabularyMethod,
    VocabularyOperator,
};

/// Getters that Adobe's documentation shows, with what they give and the names of their arguments. Others work too.
fn getters(context: ContextName) -> &'static [(&'static str, &'static str, &'static [&'static str])] {
    match context {
        ContextName::ApplicationState => &[
            (
                "get_area_code",
                "global, frontend, adminhtml, crontab, webapi_rest, webapi_soap or graphql.",
                &[],
            ),
            ("get_mode", "default, developer or production.", &[]),
        ],
        ContextName::CheckoutSession => &[
            ("get_quote", "The quote, whole; go on with its getters.", &[]),
            ("get_quote.get_id", "The quote's id.", &[]),
            ("get_quote.get_items", "Its items; [qty,price,product.name] keeps these fields of each.", &[]),
            ("get_quote.get_subtotal", "Its subtotal.", &[]),
            ("get_quote.get_customer_group_id", "The customer's group.", &[]),
        ],
        ContextName::CustomerSession => &[
            ("get_customer", "The customer who is logged in, whole.", &[]),
            ("get_customer.get_id", "The customer's id.", &[]),
            ("get_customer.get_email", "The customer's address.", &[]),
            ("get_customer.get_group_id", "The customer's group.", &[]),
        ],
        ContextName::HttpRequest => &[
            ("get_header", "A header of the request.", &["name"]),
            ("get_param", "A parameter of the request.", &["name"]),
            ("get_method", "GET, POST …", &[]),
            ("get_path_info", "Its path.", &[]),
            ("get_base_path", "The path the shop lies under.", &[]),
            ("get_front_name", "The path's first part.", &[]),
        ],
        ContextName::QuoteItemOptions => &[
            ("get_options", "The options chosen for the quote item.", &[]),
            ("get_qty", "Its quantity.", &[]),
        ],
        ContextName::ScopeConfig => &[("get_value", "A value of the configuration.", &["path", "scope"])],
        ContextName::Staging => &[
            ("get_version", "The staging version.", &[]),
            ("get_current_version", "The version that is shown now.", &[]),
        ],
        ContextName::Store => &[
            ("get_store", "The store view, whole.", &[]),
            ("get_store.get_id", "The store view's id.", &[]),
            ("get_website", "The website.", &[]),
            ("get_group", "The group of stores.", &[]),
        ],
    }
}

impl Vocabulary {
    /// All of it.
    pub fn all() -> Self {
        let contexts = ContextName::ALL.iter().map(|context| VocabularyContext {
            name: format!("context_{}", context.as_str()),
            about: context.about().to_owned(),
            from_shop: shop::tells(*context),
            methods: getters(*context)
                .iter()
                .map(|(name, about, arguments)| method(name, about, arguments))
                .collect(),
        });
        let converters = convert::vocabulary().into_iter().map(|about| VocabularyConverter {
            name: about.name.to_owned(),
            about: about.about.to_owned(),
            arguments: about.arguments.iter().map(argument).collect(),
            example: about.example.converter.to_owned(),
        });
        let operators = Operator::ALL.iter().map(|operator| VocabularyOperator {
            name: operator.as_str().to_owned(),
            about: operator.about().to_owned(),
            adobe: operator.is_adobe(),
            takes_value: operator.takes_value(),
        });
        Self {
            contexts: contexts.collect(),
            converters: converters.collect(),
            operators: operators.collect(),
        }
    }
}

fn method(name: &str, about: &str, arguments: &[&str]) -> VocabularyMethod {
    let arguments = arguments.iter().map(|&name| name.to_owned()).collect();
    VocabularyMethod { name: name.to_owned(), about: about.to_owned(), arguments }
}

fn argument(argument: &convert::Argument) -> VocabularyArgument {
    VocabularyArgument {
        name: argument.name.to_owned(),
        about: argument.about.to_owned(),
        required: argument.required,
    }
}

#[cfg(test)]
mod tests {
    use hookdesk_content::source::Chain;

    use super::*;

    #[test]
    fn every_getter_offered_can_be_written() {
        for context in Vocabulary::all().contexts {
            assert!(!context.methods.is_empty(), "{}", context.name);
            for method in context.methods {
                let arguments = match method.arguments.as_slice() {
                    [] => String::new(),
                    names => format!("{{{}}}", names.join(":")),
                };
                let text = format!("{}.{}{arguments}", context.name, method.name);
                assert!(Chain::parse(&text).is_ok(), "{text}");
            }
        }
    }
}
