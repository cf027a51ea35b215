"""A whole front end on the triage core alone: asks in text, takes yes, no or unsure, prints what to do and why."""

from __future__ import annotations

from voice_skill.triage import assess, next_question

ANSWERS = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "u": "unsure", "unsure": "unsure"}


def main() -> None:
    """Ask until the core wants to know nothing more; what cannot be said in one word is left open."""
    age = int(input("Age? "))
    findings: dict[str, str] = {}
    one_by_one: set[str] = set()
    left_open: set[str] = set()
    while question := next_question(
        findings, age=age, split=frozenset(one_by_one), skip=frozenset(left_open)
    ):
        choices = "/".join(choice.value for choice in question.choices) or "yes/no/unsure"
        said = input(f"{question.text} [{choices}] ").strip().lower()
        answer = said if said in choices.split("/") else ANSWERS.get(said)
        if len(question.keys) > 1 and answer != "no":
            one_by_one.add(question.key)  # anything but "no" to several at once: ask each
        elif answer is None:
            left_open.update(question.keys)  # an open question is never taken for "no"
        else:
            findings.update(dict.fromkeys(question.keys, answer))
    result = assess(findings, age=age)
    print(result.level, *result.rules)
    print(result.spoken)


if __name__ == "__main__":
    main()
