//! What a content would make of a payload: for the designer. Nothing is sent or kept.

use hookdesk_content::build::{Built, Plan};
use hookdesk_content::context::shop::Told;
use hookdesk_content::definition::Content;
use hookdesk_core::Fault;
use hookdesk_core::config::ContentWrap;

use super::{Contents, Known, known};

/// What was made.
pub enum Preview {
    /// All that is wrong with the content.
    Faulty(Vec<Fault>),
    /// What it makes; secrets in headers are redacted where they are shown.
    Built(Box<Built>),
}

impl Contents {
    /// All that is wrong with a content.
    pub fn check(&self, content: &Content, wrap: ContentWrap) -> Vec<Fault> {
        let aliases = self.config.now().settings.content_converters.clone();
        Plan::compile_with(content, wrap, &aliases).err().unwrap_or_default()
    }

    /// `payload` and `context` are JSON.
    pub fn preview(
        &self,
        content: &Content,
        wrap: ContentWrap,
        payload: &str,
        context: Option<&str>,
    ) -> Result<Preview, Fault> {
        let plan = match Plan::compile_with(content, wrap, &self.config.now().settings.content_converters) {
            Ok(plan) => plan,
            Err(faults) => return Ok(Preview::Faulty(faults)),
        };
        let read = |field: &str, text| {
            hookdesk_content::json::read(text).map_err(|malformed| {
                let message = format!("the {field} is not JSON: {malformed}");
                Fault::new(hookdesk_core::Code::JsonMalformed, message).field(field)
            })
        };
        let json = read("payload", payload)?;
        let mut known = Known::new(self.surroundings());
        known.shop = self.shop.is_connected().then(Told::later);
        if let Some(context) = context {
            read("context", context)?;
            known.event = known::read(context.as_bytes());
        }
        let built = known.ask(|world| plan.build(&json, payload.as_bytes(), world));
        Ok(Preview::Built(Box::new(built)))
    }
}
