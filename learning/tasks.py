"""What is learned, in groups: a text is read once for each group, with the answers learned by the groups before."""

from learning import agreements, meetings, money, pages, people, projects

GROUPS = (pages.TASKS, *people.GROUPS, projects.TASKS, agreements.TASKS, money.TASKS, meetings.TASKS)
