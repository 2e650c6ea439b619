using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Errors;

/// <summary>What the exceptions of a database system mean.</summary>
internal abstract class DatabaseErrors
{
    /// <summary>The database is busy or out of reach: the same work will succeed later, however long that takes.</summary>
    public abstract bool IsOutage(Exception exception);

    /// <summary>Another transaction came first: the same work, done again from what is stored now, should succeed.</summary>
    public abstract bool IsContention(Exception exception);

    /// <summary>The server has ended the statement: it took too long, or somebody held for too long what it needs.</summary>
    public virtual bool IsTimeout(Exception exception) => false;

    /// <summary>A table is not there.</summary>
    public abstract bool IsMissing(Exception exception);

    /// <summary>The disk is full, and the message does not say which.</summary>
    public virtual bool IsDiskFull(Exception exception) => false;
}
