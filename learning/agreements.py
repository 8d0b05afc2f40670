"""What is learned of agreements."""

from learning.task import Task

TASKS: tuple[Task, ...] = ()
