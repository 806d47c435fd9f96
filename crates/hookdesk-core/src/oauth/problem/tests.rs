use super::*;

#[test]
fn a_problem_is_read_wherever_it_stands() {
    for (header, body, want) in [
        (None, "oauth_problem=timestamp_refused", Some(Problem::TimestampRefused)),
        (None, "oauth_problem=nonce_used&oauth_problem_advice=x", Some(Problem::NonceUsed)),
        (
            Some(r#"OAuth realm="x", oauth_problem="signature_invalid", oauth_version="1.0""#),
            "",
            Some(Problem::SignatureInvalid),
        ),
        (Some("OAuth oauth_problem=token_revoked"), "x", Some(Problem::TokenRevoked)),
        (Some("Bearer"), r#"{"oauth_problem":"token_expired"}"#, Some(Problem::TokenExpired)),
        // What Magento writes (Framework\Oauth and Integration\Model\Oauth).
        (
            None,
            r#"{"message":"The signature is invalid. Verify and try again."}"#,
            Some(Problem::SignatureInvalid),
        ),
        (None, "oauth_problem=The+oauth_timestamp+value+is+incorrect", Some(Problem::TimestampRefused)),
        (
            None,
            r#"{"message":"Incorrect timestamp value in the oauth_timestamp parameter"}"#,
            Some(Problem::TimestampRefused),
        ),
        (None, r#"{"message":"Consumer key has expired"}"#, Some(Problem::ConsumerKeyRejected)),
        (None, r#"{"message":"Specified token does not exist"}"#, Some(Problem::TokenRejected)),
        (None, r#"{"message":"Access token has been revoked"}"#, Some(Problem::TokenRevoked)),
        (
            None,
            r#"{"message":"Signature method %1 is not supported"}"#,
            Some(Problem::SignatureMethodRejected),
        ),
        (None, r#"{"message":"Something else"}"#, None),
        (None, "", None),
        (None, "<html>", None),
    ] {
        assert_eq!(read(header, body.as_bytes()), want, "{header:?} {body}");
    }
}

#[test]
fn every_problem_says_what_to_do() {
    for problem in Problem::ALL {
        let (what, next) = problem.in_words(None);
        assert!(
            what.contains(problem.as_str()) && what.ends_with('.') && next.ends_with('.'),
            "{what} {next}"
        );
    }
}

#[test]
fn a_refused_time_tells_the_difference_of_the_clocks() {
    let (what, next) = Problem::TimestampRefused.in_words(Some(-700_000));
    assert!(what.contains("700 s ahead of"), "{what}");
    assert!(next.contains("-700"), "{next}");
    assert!(Problem::TimestampRefused.in_words(Some(10)).1.contains("clock"));
}

#[test]
fn magentos_sentence_is_known_in_each_spelling() {
    for (body, want) in [
        (
            r#"{"message":"The consumer isn't authorized to access %resources.","parameters":{"resources":"A::b"}}"#,
            true,
        ),
        (r#"{"message":"The consumer isn\u0027t authorized to access %resources."}"#, true),
        ("The consumer isn’t authorized to access %resources.", true),
        (r#"{"message":"no"}"#, false),
        ("", false),
    ] {
        assert_eq!(is_not_authorized(body.as_bytes()), want, "{body}");
    }
    let (what, next) = bearer_switch_in_words();
    assert!(what.contains("Bearer") && next.contains("OAuth 1.0a"));
}
