//! The dates on which operations go away, as a calendar (iCalendar, RFC 5545).

use std::fmt::Write;

use jiff::civil::Date;

use super::deprecations::{Line, use_instead};

/// An event for each sunset that is set, on its day. The same deprecations give the same bytes: an
/// event is stamped with the day of its announcement, where that is known.
pub fn calendar(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//procore//deprecations//EN",
    ] {
        push(&mut out, line);
    }
    for line in lines {
        if let Some(sunset) = line.deprecation.sunset {
            event(line, sunset, &mut out);
        }
    }
    push(&mut out, "END:VCALENDAR");
    out
}

fn event(line: &Line<'_>, sunset: Date, out: &mut String) {
    let operation = line.operation;
    let day = |date: Date| date.strftime("%Y%m%d").to_string();
    let stamp = line.deprecation.date.unwrap_or(sunset);
    let mut description = format!("{} ({})", operation.key, operation.rust);
    match use_instead(line.deprecation).as_slice() {
        [] => description.push_str("\nNo replacement is known."),
        all => _ = write!(description, "\nUse {}.", all.join(" and ")),
    }
    push(out, "BEGIN:VEVENT");
    push(out, &format!("UID:{}", escaped(&operation.key.to_string())));
    push(out, &format!("DTSTAMP:{}T000000Z", day(stamp)));
    // Without an end, an event that starts on a date takes that day.
    push(out, &format!("DTSTART;VALUE=DATE:{}", day(sunset)));
    push(out, "TRANSP:TRANSPARENT");
    let title = format!("Procore removes {}: {}", line.tool.name, operation.title);
    push(out, &format!("SUMMARY:{}", escaped(&title)));
    push(out, &format!("DESCRIPTION:{}", escaped(&description)));
    push(out, "END:VEVENT");
}

/// A text as a property has it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Adds a line, which goes on in the next where it is longer than 75 bytes.
fn push(out: &mut String, line: &str) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}
