//! The operators of rules.

macro_rules! operators {
    ($($variant:ident $text:literal $adobe:literal $takes:literal $doc:literal;)*) => {
        /// Adobe's eight operators, and Hookdesk's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Operator { $(#[doc = $doc] $variant,)* }

        impl Operator {
            /// All of them, Adobe's first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in XML, Admin and REST.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// When it holds, for people.
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }

            /// Whether Adobe Commerce knows it.
            pub fn is_adobe(self) -> bool {
                match self { $(Self::$variant => $adobe,)* }
            }

            /// Whether it compares with a value.
            pub fn takes_value(self) -> bool {
                match self { $(Self::$variant => $takes,)* }
            }
        }
    };
}

operators! {
    GreaterThan "greaterThan" true true "The value is a number greater than the one given.";
    LessThan "lessThan" true true "The value is a number less than the one given.";
    Equal "equal" true true "The value is the one given; true is 1 and false is 0, numbers are compared as numbers.";
    NotEqual "notEqual" true true "The value is not the one given.";
    Regex "regex" true true "The value matches a regular expression with its delimiters, as /^TV .*/i.";
    In "in" true true "The value is one of a list, separated by commas.";
    IsEmpty "isEmpty" true false "The value is missing, null, an empty text, an empty list or an empty object.";
    NotEmpty "notEmpty" true false "The value is there, and not empty.";
    NotIn "notIn" false true "The value is none of a list, separated by commas.";
    GreaterThanOrEqual "greaterThanOrEqual" false true "The value is a number equal to the one given or greater.";
    LessThanOrEqual "lessThanOrEqual" false true "The value is a number equal to the one given or less.";
    Contains "contains" false true "The text has the one given in it; the list has it as an element.";
    Exists "exists" false false "The value is there, be it null.";
    NotExists "notExists" false false "The value is not there.";
    OnChange "onChange" false false "The value is not what it was in the event of this name before; always, where there was none.";
}

impl Operator {
    /// Reads the word, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.as_str().eq_ignore_ascii_case(text))
    }
}
