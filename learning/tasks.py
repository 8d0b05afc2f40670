"""What is learned, in the order in which it is learned: a later question may use the answers to earlier ones."""

from learning import agreements, meetings, money, people, projects

TASKS = (*people.TASKS, *projects.TASKS, *agreements.TASKS, *money.TASKS, *meetings.TASKS)
