"""What is learned of people."""

from learning.task import Task

TASKS: tuple[Task, ...] = ()
