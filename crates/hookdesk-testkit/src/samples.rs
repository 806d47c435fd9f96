//! Sample shop payloads after Magento's schema.
