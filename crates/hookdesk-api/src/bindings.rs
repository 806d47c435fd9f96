//! The window's TypeScript: every wire type and the map of commands, written as one committed file.

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::each_command;
use crate::wire::*;

/// Gathers declarations, each once, in order of name.
struct Gather<'a> {
    config: &'a Config,
    declarations: std::collections::BTreeMap<String, String>,
}

impl TypeVisitor for Gather<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            if self.declarations.contains_key(&name) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.declarations.insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The text of `ui/src/bindings.ts`.
pub fn typescript() -> String {
    let config = Config::default().with_large_int("number");
    let mut gather = Gather { config: &config, declarations: Default::default() };
    let mut map = String::new();
    macro_rules! gather {
        ($($name:literal => $request:ty => $response:ty => $area:ident::$body:ident;)*) => {$(
            gather.visit::<$request>();
            gather.visit::<$response>();
            let request = <$request as TS>::name(&config);
            let response = <$response as TS>::name(&config);
            map += &format!("  \"{}\": {{ request: {request}; response: {response} }};\n", $name);
        )*};
    }
    each_command!(gather);
    gather.visit::<Fault>();
    gather.visit::<Push>();

    let declarations: String = gather.declarations.into_values().collect::<Vec<_>>().join("\n");
    let codes: String =
        hookdesk_core::Code::ALL.iter().map(|code| format!("  | \"{}\"\n", code.as_str())).collect();
    format!(
        "// Written by `cargo xtask bindings` from crates/hookdesk-api; do not edit.\n\n{declarations}\n\
         /** Every code a fault may carry. */\nexport type FaultCode =\n{};\n\n\
         /** Every command: what it takes and what it gives. */\nexport interface Commands {{\n{map}}}\n",
        codes.trim_end()
    )
}
