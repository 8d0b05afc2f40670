"""What is learned of money."""

from learning.task import Task

TASKS: tuple[Task, ...] = ()
